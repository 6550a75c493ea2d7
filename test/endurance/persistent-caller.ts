import { setTimeout as sleep } from 'node:timers/promises';
import { FleetReply } from './service-fleet.js';

/** All replies to one caller. */
export interface CallHistory {
  readonly key: string;
  readonly isPersistent: boolean;
  readonly replies: FleetReply[];
  /** Time from the first call to the first final reply: a result or OUTCOME_UNKNOWN. */
  decidedAfterMs: number;
}

type SendCall = (turn: number) => Promise<FleetReply>;

/** After this time without a reply, the caller tries the next process, and still accepts the late reply. */
const PATIENCE_MS = 1_500;
const GIVE_UP_AFTER_MS = 60_000;

/** Upper limit of the wait for late replies of frozen processes. */
const LATE_REPLIES_MS = 6_000;

const wait = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

/** Calls one process once. */
export async function callOnce(key: string, turn: number, call: SendCall): Promise<CallHistory> {
  const history: CallHistory = { key, isPersistent: false, replies: [], decidedAfterMs: Infinity };
  const replied = call(turn).then(
    (reply) => void history.replies.push(reply),
    () => undefined,
  );
  await Promise.race([replied, wait(LATE_REPLIES_MS)]);
  return history;
}

/** Calls one process after another until the key is decided. It cancels no call, so that it sees every reply. */
export async function persist(key: string, firstTurn: number, call: SendCall): Promise<CallHistory> {
  const history: CallHistory = { key, isPersistent: true, replies: [], decidedAfterMs: Infinity };
  const startedAtMs = performance.now();
  const record = (reply: FleetReply): void => {
    history.replies.push(reply);
    if (isDecided(reply)) history.decidedAfterMs = Math.min(history.decidedAfterMs, performance.now() - startedAtMs);
  };
  const calls: Promise<void>[] = [];
  for (let turn = firstTurn; history.decidedAfterMs === Infinity; turn += 1) {
    if (performance.now() - startedAtMs > GIVE_UP_AFTER_MS) break;
    const replied = call(turn).then(record, () => undefined);
    calls.push(replied);
    await Promise.race([replied, wait(PATIENCE_MS)]);
    if (history.decidedAfterMs === Infinity) await wait(50);
  }
  await Promise.race([Promise.all(calls), wait(LATE_REPLIES_MS)]);
  return history;
}

const isDecided = ({ status, body }: FleetReply): boolean => status === 200 || body.code === 'OUTCOME_UNKNOWN';
