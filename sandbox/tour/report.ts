import { Outcome, TourContext, Step } from './step.js';

/** Runs the steps one after another and prints a table. @returns the number of failed steps */
export async function runSteps(steps: readonly Step[], tour: TourContext): Promise<number> {
  let failures = 0;
  print(['', 'case', 'by', 'HTTP', 'code', 'source', 'action', 'ms']);
  for (const { title, run, expect, withinMs = Infinity } of steps) {
    const outcome = await run(tour);
    const { via, status, body, durationMs } = outcome;
    const hint = body['routing_hint'] ?? body['action'];
    const problems = Object.entries({ ...expect }).filter(([field, wanted]) => read(outcome, field) !== wanted);
    const isLate = durationMs > withinMs;
    const isGood = problems.length === 0 && !isLate;
    if (!isGood) failures += 1;
    print([isGood ? '✓' : '✗', title, via, status, body['code'], body['source'], hint, Math.round(durationMs)]);
    for (const [field, wanted] of problems) {
      process.stdout.write(
        `    ${field}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(read(outcome, field))}\n`,
      );
    }
    if (isLate) process.stdout.write(`    duration: expected at most ${withinMs} ms\n`);
  }
  process.stdout.write(`\n${steps.length - failures} of ${steps.length} cases passed.\n`);
  return failures;
}

/** Returns a field of the response by its path: `http`, `header.retry-after`, `data.found`, or a flattened output such as `profile.name`. */
function read({ status, headers, body }: Outcome, path: string): unknown {
  if (path === 'http') return status;
  if (path.startsWith('header.')) return headers.get(path.slice('header.'.length));
  if (Object.hasOwn(body, path)) return body[path];
  const list = /^(.+)\.(\d+)$/.exec(path);
  if (list !== null && Object.hasOwn(body, list[1] ?? '')) return (body[list[1] ?? ''] as unknown[])[Number(list[2])];
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}

const WIDTHS = [1, 52, 4, 4, 22, 6, 20, 6];

function print(cells: readonly unknown[]): void {
  const line = cells.map((cell, index) => format(cell).padEnd(WIDTHS[index] ?? 0)).join(' ');
  process.stdout.write(`${line.trimEnd()}\n`);
}

const format = (cell: unknown): string =>
  typeof cell === 'string' ? cell : cell === undefined ? '' : JSON.stringify(cell);
