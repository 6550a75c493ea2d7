import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const CALLS = ['c-1', 'c-2'].map((customer_id) => ({ event: { action: 'customer-lookup', customer_id }, context: {} }));

/**
 * Measures the first two calls of a bundled function in a separate process, in an empty folder. Each looks up a customer.
 *
 * @param {Uint8Array} code
 * @returns {Promise<{ firstMs: number, secondMs: number }>} `firstMs` counts from the start of the process
 */
export async function timeFirstResponses(code) {
  const folder = mkdtempSync(join(tmpdir(), 'function-'));
  const crm = createServer((_request, response) => response.end('{"id":"c-1"}')).listen(0, '127.0.0.1');
  try {
    await once(crm, 'listening');
    writeFileSync(join(folder, 'index.js'), code);
    const [first, second] = await invoke(join(folder, 'index.js'), `http://127.0.0.1:${crm.address().port}`);
    for (const { error } of [first, second]) if (error !== undefined) throw new Error(error);
    return { firstMs: first.atMs, secondMs: second.tookMs };
  } finally {
    crm.closeAllConnections();
    crm.close();
    rmSync(folder, { recursive: true });
  }
}

async function invoke(file, crmUrl) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'invoke-function.mjs'), file], {
    env: {
      AUTH_AUDIENCE: 'https://organisation.example',
      AUTH_JWKS_URL: crmUrl,
      CRM_BASE_URL: crmUrl,
      FUNCTION_SCOPES: 'dataaction:read',
      LOG_LEVEL: 'error',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(CALLS));
  const output = await text(child.stdout);
  return JSON.parse(output.trimEnd().split('\n').at(-1));
}
