import { CRM_API_KEY } from '../../sandbox/world.js';
import { ensureBuilt } from '../support/built-service.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { until } from '../support/until.js';
import { startWorld, World } from '../support/world.js';

/** A marker of personal data. It occurs in no text of the service. */
const PRIVATE = 'zx81-private';

describe('the log', () => {
  let world: World;
  let service: SpawnedService;
  let tokens: string[];

  beforeAll(async () => {
    await ensureBuilt();
    world = await startWorld();
    service = await spawnService(world, {
      LOG_LEVEL: 'trace',
      AUTH_JWKS_REFRESH_SECONDS: '1',
      AUTH_JWKS_COOLDOWN_SECONDS: '0',
      RETRY_ATTEMPTS: '2',
      CIRCUIT_FAILURES: '3',
      UPSTREAM_TIMEOUT_MS: '200',
    });
    const good = world.issuer.token({ claims: { email: PRIVATE } });
    const [header = '', claims = '', signature = ''] = good.split('.');
    tokens = [
      good,
      world.issuer.token({ claims: { exp: 1 } }),
      world.issuer.token({ header: { kid: 'unknown' } }),
      `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${header}.${claims}`,
      PRIVATE,
    ];
    await causeEveryLogLine(good);
    service.signal('SIGTERM');
    await service.ended;
  }, 180_000);

  async function causeEveryLogLine(good: string): Promise<void> {
    const input = { customer_id: `c-${PRIVATE}`, note: PRIVATE };
    const context = { flow: { id: 'flow-1', name: PRIVATE }, interaction: { id: 'interaction-1', type: 'call' } };
    for (const token of tokens) await service.call(token, input);
    const calls: (readonly [unknown, Record<string, string>?])[] = [
      [input, { 'Cache-Control': 'no-cache', 'ININ-Correlation-Id': 'correlation-1' }],
      [{ data: input, ...context }, { 'Cache-Control': 'no-cache' }],
      [{ data: { customer_id: [PRIVATE] }, ...context }],
      [{ customer_id: `\${input.${PRIVATE}}` }],
      [`{"customer_id":"${PRIVATE}"`],
      [`{"customer_id":"${PRIVATE}","customer_id":"${PRIVATE}"}`],
      [`${PRIVATE}`, { 'Content-Type': 'text/plain' }],
      [input, { 'X-Failure-Style': PRIVATE }],
      [input, { 'X-Action-Timeout-Ms': '1' }],
      [input, { Cookie: PRIVATE, 'X-Api-Key': PRIVATE }],
    ];
    for (const [body, headers] of calls) await service.call(good, body, headers);
    for (const fault of [
      { kind: 'status', status: 200, body: PRIVATE },
      { kind: 'status', status: 400, body: { message: PRIVATE } },
      { kind: 'notJson', text: PRIVATE },
      { kind: 'status', status: 500, body: { message: PRIVATE } },
      { kind: 'reset' },
      { kind: 'hangBody' },
      { kind: 'status', status: 302, headers: { Location: `http://127.0.0.1:9/?key=${PRIVATE}` } },
    ] as const) {
      world.crm.fail('customers', fault);
      await service.call(good, { customer_id: `c-${PRIVATE}-${JSON.stringify(fault).length}` });
    }
    world.genesys.fail('jwks', { kind: 'status', status: 500, body: { message: PRIVATE } });
    await until(() => service.log.includes('Signing keys could not be fetched'));
    await service.statusOf(`/nowhere?token=${good}&key=${PRIVATE}`);
  }

  const lines = (): Record<string, unknown>[] =>
    service.log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('contains no token and no part of one', () => {
    for (const token of tokens)
      for (const part of [token, ...token.split('.').slice(1)].filter((text) => text.length > 20))
        expect(service.log.includes(part)).toBe(false);
  });

  it('contains no API key, no input and no response body of an upstream', () => {
    expect(service.log).not.toContain(CRM_API_KEY);
    expect(service.log).not.toContain(PRIVATE);
  });

  it('consists of short lines of JSON', () => {
    for (const line of lines()) expect(JSON.stringify(line).length).toBeLessThan(4_000);
  });

  it('has one line for each call', () => {
    const calls = lines().filter(({ msg, action }) => msg === 'call' && action === 'customer-lookup');

    expect(calls).toHaveLength(23);
    expect(calls.map(({ correlation_id }) => correlation_id)).toContain('correlation-1');
    expect(calls).toContainEqual(
      expect.objectContaining({
        status: 200,
        code: 'OK',
        source: 'api',
        method: 'POST',
        path: '/api/v1/dataactions/customer-lookup',
        flow_id: 'flow-1',
        interaction_id: 'interaction-1',
        organisation: '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f',
        client: 'sandbox-flow',
        attempts: 1,
        duration_ms: expect.any(Number),
        stages_ms: { auth: expect.any(Number), input: expect.any(Number), execute: expect.any(Number) },
      }),
    );
  });

  it('contains the reason for each rejected token', () => {
    const reasons = lines().flatMap(({ code, reason }) => (code === 'UNAUTHENTICATED' ? [reason] : []));

    expect(reasons).toEqual(['expired', 'unknown_key', 'signature', 'not_a_jwt', 'not_a_jwt']);
  });
});
