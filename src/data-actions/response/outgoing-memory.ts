import { ServerResponse } from 'node:http';
import { seconds } from '../../time/durations.js';
import { Overloaded } from '../../errors/limit-errors.js';
import { Output } from '../../json/output.js';
import { ByteBudget } from '../../limits/body/byte-budget.js';
import { LARGE_BYTES } from '../../limits/queue/turns.js';

/** Memory budget for large outputs that the clients have not received yet. */
const OUTGOING = new ByteBudget(48 * 1_024 * 1_024);

/**
 * Reserves memory for a large output until its response has been sent, or its client has disconnected. A slow client takes
 * a long time to receive it.
 *
 * @throws Overloaded if the memory is in use. A write has already recorded its outcome, so a repeated call replays it
 */
export function reserveOutgoing({ json }: Pick<Output, 'json'>, response: ServerResponse): void {
  if (json.length < LARGE_BYTES) return;
  const bytes = Buffer.byteLength(json);
  if (!OUTGOING.reserve(bytes))
    throw new Overloaded('The responses that are being sent take too much memory', { retryAfterMs: seconds(1) });
  let release = (): void => {
    release = () => undefined;
    OUTGOING.release(bytes);
  };
  response.once('finish', () => release()).once('close', () => release());
}
