import { ServerResponse } from 'node:http';
import { seconds } from '../../time/durations.js';
import { Overloaded } from '../../errors/limit-errors.js';
import { notedJson } from '../../json/ready-json.js';
import { ByteBudget } from '../../limits/body/byte-budget.js';
import { LARGE_BYTES } from '../../limits/turn/turns.js';

/** Memory for the large outputs that their clients have not received yet. */
const OUTGOING = new ByteBudget(48 * 1_024 * 1_024);

/** Sizes of large outputs as JSON. */
const sizes = new WeakMap<object, number>();

/** Notes the size of an output whose JSON is known. */
export function noteSize(output: object, json: string): void {
  if (json.length >= LARGE_BYTES) sizes.set(output, Buffer.byteLength(json));
}

/**
 * Reserves memory for a large output until its response has been sent, or its client has disconnected. A client that reads
 * slowly keeps its response in memory.
 *
 * @throws Overloaded if the memory is in use. A write has recorded its outcome then, and replays it
 */
export function reserveOutgoing(output: object, response: ServerResponse): void {
  const json = notedJson(output);
  if (json !== undefined) noteSize(output, json);
  const bytes = sizes.get(output);
  if (bytes === undefined) return;
  if (!OUTGOING.reserve(bytes))
    throw new Overloaded('The responses that are being sent take too much memory', { retryAfterMs: seconds(1) });
  let release = (): void => {
    release = () => undefined;
    OUTGOING.release(bytes);
  };
  response.once('finish', () => release()).once('close', () => release());
}
