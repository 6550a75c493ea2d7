/**
 * `npm run screenshots`: starts the sandbox, generates traffic that includes an outage of the CRM, and writes the pictures of
 * docs/images. Needs Chromium: the path in CHROMIUM, otherwise /usr/bin/chromium.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { callsChart } from './screenshots/calls-chart.mjs';
import { pages } from './screenshots/pages.mjs';
import { startSandbox } from './screenshots/sandbox.mjs';
import { recordTraffic } from './screenshots/traffic.mjs';

const OUT = join(import.meta.dirname, '..', 'docs', 'images');
const WIDTH = 1_200;

mkdirSync(OUT, { recursive: true });
const sandbox = await startSandbox();
try {
  const { samples, outage } = await recordTraffic(sandbox);
  writeFileSync(join(OUT, 'calls-by-code.svg'), callsChart(samples, outage));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  for (const { name, height, open } of pages(sandbox)) {
    const context = await browser.newContext({
      viewport: { width: WIDTH, height },
      httpCredentials: sandbox.operator,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await open(page);
    await page.screenshot({ path: join(OUT, `${name}.png`) });
    await context.close();
    process.stdout.write(`docs/images/${name}.png\n`);
  }
  await browser.close();
} finally {
  await sandbox.stop();
}
