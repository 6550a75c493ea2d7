import { Injectable } from '@nestjs/common';
import { UpstreamBadResponse } from '../../errors/upstream-errors.js';
import { jsonOf, keepJson } from '../../json/ready-json.js';
import { ResponseConfig } from './response.config.js';

/** What the envelope takes beside the output: its fixed fields, ids, and `raw_response`. */
const ENVELOPE_BYTES = 8_192;

/** Bounds the output of an action as it leaves: what came from upstream within its limit can be larger as our JSON. */
@Injectable()
export class OutputLimit {
  private readonly maxBytes: number;

  constructor({ limitBytes }: ResponseConfig) {
    this.maxBytes = limitBytes - ENVELOPE_BYTES;
  }

  /**
   * Returns the output with its JSON noted, so that it is not made again.
   *
   * @throws UpstreamBadResponse where it is too large
   */
  check(output: object): object {
    const text = jsonOf(output);
    // A character takes three bytes at most, so that most outputs need no count.
    if (text.length * 3 > this.maxBytes && Buffer.byteLength(text) > this.maxBytes) {
      const reason = `is larger than ${this.maxBytes} bytes`;
      throw new UpstreamBadResponse('The output of the action', reason, { defect: 'too-large' });
    }
    return keepJson(output, text);
  }
}
