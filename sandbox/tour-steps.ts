import { Fault } from './faults.js';
import { CrmRoute } from './crm.js';
import { Outcome, Scene, Step } from './tour-report.js';
import { SigningKey } from './signing-key.js';

interface Call {
  readonly path?: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const CONTEXT = { flow: { id: 'f-1', name: 'Main inbound', version: '3.0' }, interaction: { id: 'i-1', type: 'call' } };
const LOOKUP = '/api/v1/dataactions/customer-lookup';

/** In the order in which they are told: first what works, then what may go wrong and how the flow learns of it. */
export const TOUR: readonly Step[] = [
  {
    title: 'customer-lookup, as a template of its own sends it',
    run: (scene) => call(scene, { body: { customer_id: 'c-1' } }),
    expect: { http: 200, code: 'OK', success: true, 'data.found': true, 'data.profile.name': 'Ada Lovelace' },
  },
  {
    title: 'customer-lookup, enveloped with flow and interaction',
    run: (scene) => call(scene, { body: { data: { customer_id: 'c-2' }, ...CONTEXT } }),
    expect: { http: 200, code: 'OK', 'data.profile.name': 'Grace Hopper' },
  },
  {
    title: 'a customer that nobody knows',
    run: (scene) => call(scene, { body: { customer_id: 'missing' } }),
    expect: { http: 200, code: 'OK', 'data.found': false, 'data.profile.name': '' },
  },
  {
    title: 'an input that is missing',
    run: (scene) => call(scene, { body: {} }),
    expect: { http: 400, code: 'INVALID_INPUT', action: 'fix_request' },
  },
  {
    title: 'the same, told in the body alone',
    run: (scene) => call(scene, { body: {}, headers: { 'X-Failure-Style': 'in-body' } }),
    expect: { http: 200, code: 'INVALID_INPUT', status_code: 400, success: false },
  },
  {
    title: 'a template that the flow did not fill',
    run: (scene) => call(scene, { body: { customer_id: '${input.customer_id}' } }),
    expect: { http: 400, code: 'INVALID_INPUT' },
  },
  {
    title: 'a body that was cut short',
    run: (scene) => call(scene, { text: '{"customer_id": "c-1' }),
    expect: { http: 400, code: 'MALFORMED_JSON' },
  },
  {
    title: 'no token',
    run: (scene) => call(scene, { body: { customer_id: 'c-1' }, token: undefined }),
    expect: { http: 401, code: 'UNAUTHENTICATED', 'header.www-authenticate': 'Bearer' },
  },
  {
    title: 'a forged token',
    run: (scene) =>
      call(scene, { body: { customer_id: 'c-1' }, token: scene.world.issuer.token({ algorithm: 'none' }) }),
    expect: { http: 401, code: 'UNAUTHENTICATED', action: 'refresh_token' },
  },
  {
    title: 'a token without the scope',
    run: (scene) => {
      const token = scene.world.issuer.token({ claims: { scope: 'dataaction:write' } });
      return call(scene, { body: { customer_id: 'c-1' }, token });
    },
    expect: { http: 403, code: 'FORBIDDEN', action: 'log_permission_error' },
  },
  {
    title: 'a token under a key that was just rotated in',
    run: (scene) => {
      scene.world.issuer.rotate({ key: SigningKey.generate() });
      return call(scene, { body: { customer_id: 'c-3' } });
    },
    expect: { http: 200, code: 'OK' },
  },
  {
    title: 'an action that does not exist',
    run: (scene) => call(scene, { path: '/api/v1/dataactions/nothing-here', body: {} }),
    expect: { http: 404, code: 'UNKNOWN_ACTION' },
  },
  {
    title: 'the CRM fails once: asked again',
    run: whileCrm('customers', { kind: 'status', status: 503, times: 1 }, { body: { customer_id: 'c-10' } }),
    expect: { http: 200, code: 'OK' },
  },
  {
    title: 'the CRM refuses our key',
    run: whileCrm('customers', { kind: 'status', status: 401 }, { body: { customer_id: 'c-11' } }),
    expect: { http: 424, code: 'UPSTREAM_REJECTED', status_code: 401, action: 'refresh_token' },
  },
  {
    title: 'the CRM asks for an hour of peace',
    run: whileCrm(
      'customers',
      { kind: 'status', status: 429, headers: { 'Retry-After': '3600' } },
      { body: { customer_id: 'c-12' } },
    ),
    expect: { http: 429, code: 'UPSTREAM_THROTTLED', retry_after: 3600, 'header.retry-after': '3600' },
    withinMs: 500,
  },
  {
    title: 'the CRM hangs: answered by the deadline',
    run: whileCrm('customers', { kind: 'hang' }, { body: { customer_id: 'c-13' } }),
    expect: { http: 429, code: 'DEADLINE_EXCEEDED', status_code: 504, action: 'route_to_fallback' },
    withinMs: 1_750,
  },
  {
    title: 'the flow has less patience than we',
    run: whileCrm(
      'customers',
      { kind: 'hang' },
      { body: { customer_id: 'c-14' }, headers: { 'X-Action-Timeout-Ms': '300' } },
    ),
    expect: { http: 429, code: 'DEADLINE_EXCEEDED' },
    withinMs: 550,
  },
  {
    title: 'the CRM is down for good: its circuit opens',
    run: untilTheCircuitOpens,
    expect: { http: 429, code: 'CIRCUIT_OPEN', status_code: 503, action: 'route_to_fallback' },
    withinMs: 100,
  },
];

/** Makes a call while a route of the CRM fails. */
function whileCrm(route: CrmRoute, fault: Fault, made: Call): Step['run'] {
  return async (scene) => {
    scene.world.crm.fail(route, fault);
    const outcome = await call(scene, made);
    scene.world.crm.heal(route);
    return outcome;
  };
}

/** Fails often enough for the circuit, and gives the first answer that came from it. */
async function untilTheCircuitOpens(scene: Scene): Promise<Outcome> {
  scene.world.crm.fail('customers', { kind: 'status', status: 500 });
  let outcome: Outcome;
  let calls = 0;
  do {
    outcome = await call(scene, { body: { customer_id: `c-${20 + calls}` } });
    calls += 1;
  } while (outcome.body['code'] !== 'CIRCUIT_OPEN' && calls < 20);
  scene.world.crm.heal('customers');
  return outcome;
}

async function call({ world, url }: Scene, { path = LOOKUP, body, text, headers, ...rest }: Call): Promise<Outcome> {
  const token = 'token' in rest ? rest.token : world.issuer.token();
  const startedAtMs = performance.now();
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: text ?? JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  const durationMs = performance.now() - startedAtMs;
  return { status: response.status, durationMs, headers: response.headers, body: answer };
}
