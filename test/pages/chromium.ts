import { existsSync, readFileSync } from 'node:fs';
import { Browser, chromium, Page } from 'playwright-core';

/** Chromium of the system; `CHROMIUM` can name another one. */
const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Declares a suite that needs Chromium. Without it, the suite is skipped with a warning. */
export function describeWithChromium(title: string, suite: () => void): void {
  if (existsSync(EXECUTABLE)) return describe(title, suite);
  process.stderr.write(`\n!!! SKIPPED, because ${EXECUTABLE} does not exist: ${title}\n\n`);
  describe.skip(title, suite);
}

/** Starts Chromium without a window. */
export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: EXECUTABLE, args: QUIET });

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/**
 * Returns the accessibility violations of a page that axe finds.
 *
 * @param rules the ids of the rules to check. Default: all
 */
export async function accessibilityViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(AXE);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const run = `axe.run(document, ${JSON.stringify(options)})`;
  const { violations } = await page.evaluate<{ violations: AxeViolation[] }>(run);
  return violations.map(
    ({ id, impact, nodes }) => `${impact} ${id} ${nodes.map(({ target }) => target.join()).join(' ')}`,
  );
}
