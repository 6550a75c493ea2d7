import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { startWorld, World } from '../support/world.js';
import { functionUrlEvent } from './gateway-events.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';

interface Outcome {
  readonly response?: { readonly statusCode?: number; readonly body?: string; readonly [field: string]: unknown };
  readonly error?: string;
  readonly tookMs: number;
}

const ROOT = join(__dirname, '..', '..');
const FLAT = { event: { customer_id: 'c-1' }, context: { clientContext: { 'ININ-Organization-Id': 'o-1' } } };

describe('the bundled function', () => {
  const folder = temporaryFolder('function');
  const empty = join(folder, 'empty');
  let world: World;
  let zip: Buffer;

  beforeAll(async () => {
    world = await startWorld();
    const settings = join(folder, 'settings.env');
    writeFileSync(settings, 'FUNCTION_ACTION=customer-lookup\nFUNCTION_SCOPES=dataaction:write\nLOG_LEVEL=silent\n');
    const command = [join(ROOT, 'scripts', 'bundle-function.mjs'), '--env', settings, '--out', folder];
    await promisify(execFile)(process.execPath, command);
    zip = readFileSync(join(folder, 'function.zip'));
    mkdirSync(empty);
    for (const [name, bytes] of Object.entries(unzipSync(zip))) writeFileSync(join(empty, name), bytes);
  }, 180_000);

  /** Calls the function in a plain Node process that has only the unzipped file. */
  async function invoke(calls: readonly object[], environment: Record<string, string>): Promise<Outcome[]> {
    const command = [join(ROOT, 'scripts', 'invoke-function.mjs'), join(empty, 'index.js')];
    const child = spawn(process.execPath, command, {
      cwd: empty,
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    killAfterSuite(child);
    child.stdin.end(JSON.stringify(calls));
    const lines = (await text(child.stdout)).trimEnd().split('\n');
    return JSON.parse(lines.at(-1) ?? '') as Outcome[];
  }

  it('is one file in a small, reproducible zip', () => {
    expect(Object.keys(unzipSync(zip))).toEqual(['index.js']);
    expect(zip.length).toBeLessThan(15_000_000);
    // PKWARE APPNOTE 4.4.6: midnight of 1 January 1980.
    expect(zip.readUInt32LE(10)).toBe(0x00210000);
    expect(zip.includes(folder)).toBe(false);
  });

  it('handles every kind of event without other files, repeatedly, and prefers the environment to its settings', async () => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${world.issuer.token()}` };
    const http = functionUrlEvent({ path: '/', headers, body: '{"customer_id":"c-2"}' });
    const forged = { ...functionUrlEvent({ path: '/', body: '{}' }), input: { customer_id: 'c-3' } };
    const nested = { action: 'customer-overview', input: { customerId: 'c-1' } };

    const description = functionUrlEvent({ path: '/openapi.json', method: 'GET' });
    const events = [nested, http, forged, description, { customer_id: '' }];

    const outcomes = await invoke(
      [FLAT, ...events.map((event) => ({ event, context: {} })), FLAT],
      world.environment({ FUNCTION_SCOPES: 'dataaction:read' }),
    );
    const [flat, overview, gateway, rejected, described, failed, again] = outcomes;
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

    expect(flat?.response).toMatchObject({ found: true, profile: { name: 'Ada Lovelace' } });
    expect(overview?.response?.statusCode).toBe(200);
    expect(JSON.parse(overview?.response?.body ?? '')).toMatchObject({ success: true, data: { partial: false } });
    expect(gateway?.response?.statusCode).toBe(200);
    expect(JSON.parse(gateway?.response?.body ?? '')).toMatchObject({ data: { profile: { name: 'Grace Hopper' } } });
    expect(rejected?.response?.statusCode).toBe(401);
    expect(JSON.parse(described?.response?.body ?? '')).toMatchObject({ info: { version } });
    expect(failed?.error).toMatch(/^INVALID_INPUT: customer_id/);
    expect(again?.response).toMatchObject({ found: true });
    expect(again?.tookMs).toBeLessThan((flat?.tookMs ?? 0) / 5);
  });

  it('reports an invalid configuration on every call', async () => {
    const outcomes = await invoke([FLAT, FLAT], {});

    for (const { error } of outcomes) expect(error).toMatch(/^Invalid configuration:.*AUTH_AUDIENCE/s);
    expect(outcomes).toHaveLength(2);
  });
});
