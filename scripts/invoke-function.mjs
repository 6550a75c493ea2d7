/**
 * Calls a bundled function in this process, like a serverless runtime, and prints the results.
 *
 *     echo '[{"event": {…}, "context": {…}}]' | node invoke-function.mjs path/to/index.js
 *
 * The last line of the output is a JSON list with one entry per call: `response` or `error`, `tookMs`, and `atMs`, the time
 * since the start of the process.
 */
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const calls = JSON.parse(await text(process.stdin));
const { handler } = createRequire(import.meta.url)(process.argv[2]);

const results = [];
for (const { event, context } of calls) {
  const startedAtMs = performance.now();
  const outcome = await handler(event, context).then(
    (response) => ({ response }),
    (error) => ({ error: error.message }),
  );
  const atMs = performance.now();
  results.push({ ...outcome, tookMs: atMs - startedAtMs, atMs });
}
process.stdout.write(`\n${JSON.stringify(results)}\n`);
process.exit();
