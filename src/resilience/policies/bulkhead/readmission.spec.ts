import { FakeDeadline } from '../../../../test/resilience/fake-deadline.js';
import { Readmission } from './readmission.js';

let call: FakeDeadline;

beforeEach(() => (call = new FakeDeadline()));
afterEach(() => call.abort(new Error('The test is over')));

/** Attempts under a readmission that stay open until they are ended one by one. */
function attemptsUnder(readmission: Readmission, count: number) {
  const ends: (() => void)[] = [];
  const attempt = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
  const all = Promise.all(Array.from({ length: count }, () => readmission.run(attempt, call)));
  // A test may end while attempts are in the queue.
  all.catch(() => undefined);
  return { ends, all };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Readmission', () => {
  it('doubles the number of concurrent attempts with each round of successes, and queues the others', async () => {
    const readmission = new Readmission(16);
    const { ends, all } = attemptsUnder(readmission, 14);
    const rounds: number[] = [];
    while (ends.length > 0) {
      rounds.push(ends.length);
      for (const end of ends.splice(0)) {
        readmission.recordSuccess();
        end();
      }
      await settle();
    }

    await all;
    expect(rounds).toEqual([2, 4, 8]);
    expect(readmission.isOver).toBe(true);
  });

  it('halves the number of concurrent attempts with each failure, down to one', async () => {
    const readmission = new Readmission(16);
    for (let succeeded = 0; succeeded < 6; succeeded += 1) readmission.recordSuccess();
    readmission.recordFailure();
    const { ends } = attemptsUnder(readmission, 10);
    expect(ends).toHaveLength(4);

    for (let failed = 0; failed < 5; failed += 1) readmission.recordFailure();
    for (const end of ends.splice(0)) end();
    await settle();
    expect(ends).toHaveLength(1);
  });
});
