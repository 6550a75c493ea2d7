import { Server } from 'node:net';
import { NestExpressApplication } from '@nestjs/platform-express';
import { DrainTracker } from '../observability/drain-tracker.js';
import { RunningServer } from './running-server.js';

/** An application with nothing under way, of which the test says how it closes. */
function serving(close: () => Promise<void>): {
  readonly serving: RunningServer;
  readonly intake: DrainTracker;
  warnings: unknown[];
} {
  const intake = new DrainTracker();
  const warnings: unknown[] = [];
  const parts = new Map<unknown, unknown>([[DrainTracker, intake]]);
  const others = { drainTimeoutMs: 10_000, drainNoticeMs: 0, warn: (...words: unknown[]) => warnings.push(words) };
  const app = {
    get: (token: unknown) => parts.get(token) ?? others,
    getHttpServer: () => Object.assign(new Server(), { closeAllConnections: () => undefined }),
    close,
  };
  return { serving: new RunningServer(app as unknown as NestExpressApplication), intake, warnings };
}

describe('a process that is told to stop', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const outcomeOf = (stopping: Promise<void>): { isOver: boolean } => {
    const outcome = { isOver: false };
    void stopping.then(() => (outcome.isOver = true));
    return outcome;
  };

  it('ends two seconds later at most where a goodbye is not heard, and says so', async () => {
    const { serving: process, warnings } = serving(() => new Promise(() => undefined));
    const outcome = outcomeOf(process.stop());

    await jest.advanceTimersByTimeAsync(2_400);
    expect([outcome.isOver, warnings]).toEqual([false, []]);
    await jest.advanceTimersByTimeAsync(300);

    expect([outcome.isOver, warnings.length]).toEqual([true, 1]);
  });

  it('ends also where a goodbye fails', async () => {
    const { serving: process, warnings } = serving(() => Promise.reject(new Error('no')));
    const outcome = outcomeOf(process.stop());

    await jest.advanceTimersByTimeAsync(1_000);

    expect([outcome.isOver, warnings.length]).toEqual([true, 1]);
  });

  it('says nothing where all is closed, and turns unready', async () => {
    const { serving: process, intake, warnings } = serving(() => Promise.resolve());
    const outcome = outcomeOf(process.stop());
    expect(intake.isDraining).toBe(true);

    await jest.advanceTimersByTimeAsync(1_000);

    expect([outcome.isOver, warnings]).toEqual([true, []]);
  });

  it('stays ready where siblings serve on, until they are told to stop too', async () => {
    const { serving: process, intake } = serving(() => Promise.resolve());

    void process.stop({ isReplaced: true });
    expect(intake.isDraining).toBe(false);
    void process.stop();
    expect(intake.isDraining).toBe(true);

    await jest.advanceTimersByTimeAsync(1_000);
  });
});
