import { Server } from 'node:net';
import { NestExpressApplication } from '@nestjs/platform-express';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { RunningServer } from './running-server.js';

/** Returns the server of an idle application with the given `close`. */
function serverWith(close: () => Promise<void>): {
  readonly server: RunningServer;
  readonly drainTracker: DrainTracker;
  warnings: unknown[];
} {
  const drainTracker = new DrainTracker();
  const warnings: unknown[] = [];
  const providers = new Map<unknown, unknown>([[DrainTracker, drainTracker]]);
  const configAndLog = {
    drainTimeoutMs: 10_000,
    drainNoticeMs: 0,
    warn: (...words: unknown[]) => warnings.push(words),
  };
  const app = {
    get: (token: unknown) => providers.get(token) ?? configAndLog,
    getHttpServer: () => Object.assign(new Server(), { closeAllConnections: () => undefined }),
    close,
  };
  return { server: new RunningServer(app as unknown as NestExpressApplication), drainTracker, warnings };
}

describe('RunningServer.stop', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const outcomeOf = (stopping: Promise<void>): { isOver: boolean } => {
    const outcome = { isOver: false };
    void stopping.then(() => (outcome.isOver = true));
    return outcome;
  };

  it('resolves after two seconds with a warning if a connection does not close', async () => {
    const { server, warnings } = serverWith(() => new Promise(() => undefined));
    const outcome = outcomeOf(server.stop());

    await jest.advanceTimersByTimeAsync(2_400);
    expect([outcome.isOver, warnings]).toEqual([false, []]);
    await jest.advanceTimersByTimeAsync(300);

    expect([outcome.isOver, warnings.length]).toEqual([true, 1]);
  });

  it('resolves with a warning if closing fails', async () => {
    const { server, warnings } = serverWith(() => Promise.reject(new Error('no')));
    const outcome = outcomeOf(server.stop());

    await jest.advanceTimersByTimeAsync(1_000);

    expect([outcome.isOver, warnings.length]).toEqual([true, 1]);
  });

  it('becomes unready and logs nothing if everything closes', async () => {
    const { server, drainTracker, warnings } = serverWith(() => Promise.resolve());
    const outcome = outcomeOf(server.stop());
    expect(drainTracker.isDraining).toBe(true);

    await jest.advanceTimersByTimeAsync(1_000);

    expect([outcome.isOver, warnings]).toEqual([true, []]);
  });

  it('stays ready if other workers replace it, and becomes unready if all workers stop', async () => {
    const { server, drainTracker } = serverWith(() => Promise.resolve());

    void server.stop({ isReplaced: true });
    expect(drainTracker.isDraining).toBe(false);
    void server.stop();
    expect(drainTracker.isDraining).toBe(true);

    await jest.advanceTimersByTimeAsync(1_000);
  });
});
