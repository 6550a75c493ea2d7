import { Injectable } from '@nestjs/common';
import { UpstreamBadResponse } from '../../errors/upstream-errors.js';
import { Output } from '../../json/output.js';
import { ResponseConfig } from './response.config.js';

/** Bytes reserved for the envelope: fixed fields, ids, and `raw_response`. */
const ENVELOPE_BYTES = 8_192;

/** Limits the size of an output. An action can return more JSON than the upstream, which has its own limit. */
@Injectable()
export class OutputLimit {
  private readonly maxBytes: number;

  constructor({ limitBytes }: ResponseConfig) {
    this.maxBytes = limitBytes - ENVELOPE_BYTES;
  }

  /**
   * Returns the output with its JSON.
   *
   * @throws UpstreamBadResponse if the JSON is too large
   */
  check(data: object): Output {
    const output = Output.of(data);
    const { json } = output;
    // A character has at most three bytes, so most outputs need no exact count.
    if (json.length * 3 > this.maxBytes && Buffer.byteLength(json) > this.maxBytes) {
      const reason = `is larger than ${this.maxBytes} bytes`;
      throw new UpstreamBadResponse('The output of the action', reason, { defect: 'too-large' });
    }
    return output;
  }
}
