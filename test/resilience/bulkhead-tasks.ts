import { Bulkhead, type BulkheadOptions } from '../../src/resilience/policies/bulkhead/bulkhead.js';
import { FakeDeadline } from './fake-deadline.js';

/** The deadline of a caller with 8 s left. */
export const PATIENT = new FakeDeadline(() => 8_000);

/** Returns a task that runs until the test ends it. */
export function task(name = 'done') {
  let finish = (_name: string): void => undefined;
  let fail = (_error: Error): void => undefined;
  const settled = new Promise<string>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const state = { started: false };
  const run = (): Promise<string> => {
    state.started = true;
    return settled;
  };
  return { run, state, finish: () => finish(name), fail: (error: Error) => fail(error) };
}

/** Returns a bulkhead with two slots. */
export const twoSlots = (options: Partial<BulkheadOptions> = {}): Bulkhead =>
  new Bulkhead({ maxConcurrency: 2, ...options });

/** Runs all pending microtasks. */
export const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(0);
