import { setTimeout as sleep } from 'node:timers/promises';
import { FleetReply } from './service-fleet.js';

/** Everything that ever came back to one caller. */
export interface Story {
  readonly key: string;
  readonly isPersistent: boolean;
  readonly replies: FleetReply[];
  /** From the first call to the first answer that decides: a result, or that nobody knows. */
  decidedAfterMs: number;
}

type Ask = (turn: number) => Promise<FleetReply>;

/** A process that says nothing for so long is asked no more, but still listened to. */
const PATIENCE_MS = 1_500;
const GIVE_UP_AFTER_MS = 60_000;

/** How long late answers are waited for: those of processes that were frozen. */
const LATE_ANSWERS_MS = 6_000;

const wait = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

/** Asks once, at the process whose turn it is. */
export async function ask(key: string, turn: number, call: Ask): Promise<Story> {
  const story: Story = { key, isPersistent: false, replies: [], decidedAfterMs: Infinity };
  const replied = call(turn).then(
    (reply) => void story.replies.push(reply),
    () => undefined,
  );
  await Promise.race([replied, wait(LATE_ANSWERS_MS)]);
  return story;
}

/**
 * Asks one process after another until the key is decided. It hangs up on nobody, so that no answer that a process ever gives
 * escapes it.
 */
export async function persist(key: string, firstTurn: number, call: Ask): Promise<Story> {
  const story: Story = { key, isPersistent: true, replies: [], decidedAfterMs: Infinity };
  const startedAtMs = performance.now();
  const note = (reply: FleetReply): void => {
    story.replies.push(reply);
    if (isDecided(reply)) story.decidedAfterMs = Math.min(story.decidedAfterMs, performance.now() - startedAtMs);
  };
  const calls: Promise<void>[] = [];
  for (let turn = firstTurn; story.decidedAfterMs === Infinity; turn += 1) {
    if (performance.now() - startedAtMs > GIVE_UP_AFTER_MS) break;
    const replied = call(turn).then(note, () => undefined);
    calls.push(replied);
    await Promise.race([replied, wait(PATIENCE_MS)]);
    if (story.decidedAfterMs === Infinity) await wait(50);
  }
  await Promise.race([Promise.all(calls), wait(LATE_ANSWERS_MS)]);
  return story;
}

const isDecided = ({ status, body }: FleetReply): boolean => status === 200 || body.code === 'OUTCOME_UNKNOWN';
