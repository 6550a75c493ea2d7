import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/** `FUZZ_SEED` repeats a run. */
const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31 - 1));

/** Time for all properties together. */
const TOTAL_SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 60);

/** Checks a property with random values for its share of the time; the failure names the seed and the smallest example. */
export async function runProperty<T>(
  values: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
  share: number,
): Promise<number> {
  let runs = 0;
  const property = fc.asyncProperty(values, async (value) => {
    runs += 1;
    await check(value);
  });
  process.stdout.write(`fuzz seed ${SEED}: ${expect.getState().currentTestName ?? ''}\n`);
  await fc.assert(property, {
    seed: SEED,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: TOTAL_SECONDS * share * 1_000,
    markInterruptAsFailure: false,
  });
  return runs;
}
