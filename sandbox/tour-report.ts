import { World } from './world.js';

/** Where a step finds what it needs. */
export interface Scene {
  readonly world: World;
  readonly url: string;
}

/** What a call got back, as a flow sees it. */
export interface Outcome {
  readonly status: number;
  readonly durationMs: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One thing that a flow may meet. */
export interface Step {
  readonly title: string;
  /** Prepares the world, makes the call and leaves the world healthy. */
  readonly run: (scene: Scene) => Promise<Outcome>;
  /** What the answer must show: fields of the envelope, and the HTTP status. */
  readonly expect: Readonly<Record<string, unknown>>;
  /** The most that the call may take. */
  readonly withinMs?: number;
}

/** Runs the steps one after another and prints a table. @returns how many did not go as they should */
export async function runSteps(steps: readonly Step[], scene: Scene): Promise<number> {
  let failures = 0;
  print(['', 'what happens', 'HTTP', 'code', 'source', 'action', 'ms']);
  for (const { title, run, expect, withinMs = Infinity } of steps) {
    const outcome = await run(scene);
    const { status, body, durationMs } = outcome;
    const problems = Object.entries({ ...expect }).filter(([field, wanted]) => read(outcome, field) !== wanted);
    const isLate = durationMs > withinMs;
    const isGood = problems.length === 0 && !isLate;
    if (!isGood) failures += 1;
    print([isGood ? '✓' : '✗', title, status, body['code'], body['source'], body['action'], Math.round(durationMs)]);
    for (const [field, wanted] of problems) {
      process.stdout.write(
        `    ${field} should be ${JSON.stringify(wanted)}: ${JSON.stringify(read(outcome, field))}\n`,
      );
    }
    if (isLate) process.stdout.write(`    should take at most ${withinMs} ms\n`);
  }
  process.stdout.write(`\n${steps.length - failures} of ${steps.length} went as they should.\n`);
  return failures;
}

/** A field of the answer by its path: `http`, `header.retry-after`, `data.found`. */
function read({ status, headers, body }: Outcome, path: string): unknown {
  if (path === 'http') return status;
  if (path.startsWith('header.')) return headers.get(path.slice('header.'.length));
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}

const WIDTHS = [2, 52, 5, 26, 7, 21, 6];

function print(cells: readonly unknown[]): void {
  const line = cells.map((cell, index) => String(cell ?? '').padEnd(WIDTHS[index] ?? 0)).join(' ');
  process.stdout.write(`${line.trimEnd()}\n`);
}
