import { Fault } from '../sandbox/faults.js';
import { Simulator } from '../sandbox/simulator.js';
import { World } from '../sandbox/world.js';
import { Envelope } from '../src/errors/error-envelope.js';
import { Reply, startService, TestService, until } from './service.js';

const DEADLINE_MS = 500;

/** What a fault comes to: `code` and `status_code` in either style, and the HTTP status in the status style. */
interface Outcome {
  readonly code: string;
  readonly status_code: number;
  readonly http: number;
  readonly retry_after: number;
}

const rejected = (status_code: number): Outcome => ({
  code: 'UPSTREAM_REJECTED',
  status_code,
  http: 424,
  retry_after: 0,
});
const transient = (code: string, status_code: number, retry_after = 5): Outcome => ({
  code,
  status_code,
  http: 429,
  retry_after,
});
const badResponse = transient('UPSTREAM_BAD_RESPONSE', 502);
const unreachable = transient('UPSTREAM_UNREACHABLE', 599);
const exceeded = transient('DEADLINE_EXCEEDED', 504);

/** Every way in which the sandbox's upstreams fail. */
const FAULTS: Readonly<Record<string, readonly [Fault | 'refused', Outcome]>> = {
  '400': [{ kind: 'status', status: 400 }, rejected(400)],
  '401': [{ kind: 'status', status: 401 }, rejected(401)],
  '403': [{ kind: 'status', status: 403 }, rejected(403)],
  '404': [{ kind: 'status', status: 404 }, rejected(404)],
  '500': [{ kind: 'status', status: 500 }, transient('UPSTREAM_UNAVAILABLE', 500)],
  '503': [{ kind: 'status', status: 503 }, transient('UPSTREAM_UNAVAILABLE', 503)],
  '503 with Retry-After': [
    { kind: 'status', status: 503, headers: { 'Retry-After': '7' } },
    transient('UPSTREAM_UNAVAILABLE', 503, 7),
  ],
  refused: ['refused', unreachable],
  reset: [{ kind: 'reset' }, unreachable],
  hang: [{ kind: 'hang' }, exceeded],
  hangBody: [{ kind: 'hangBody' }, exceeded],
  drip: [{ kind: 'drip' }, exceeded],
  cutShort: [{ kind: 'cutShort' }, badResponse],
  notJson: [{ kind: 'notJson' }, badResponse],
  redirect: [{ kind: 'redirect', location: '/elsewhere' }, badResponse],
  oversize: [{ kind: 'oversize' }, badResponse],
  // The last, for a platform that was asked to slow down is asked no more for a while.
  '429': [{ kind: 'status', status: 429 }, transient('UPSTREAM_THROTTLED', 429)],
};

/** An action, and the upstream that it asks. */
interface Subject {
  readonly action: string;
  readonly upstream: (world: World) => Simulator;
  readonly route: string;
  /** Another one every time: what is in a cache, or was written before, asks nobody. */
  readonly input: (nth: number) => object;
  /** The branch of a parallel action that asks this upstream: its failure is told there, beside the others' results. */
  readonly branch?: string;
  /** A 404 is an answer. */
  readonly maybeUnknown?: true;
}

const crm = (world: World): Simulator => world.crm;
const orders = (world: World): Simulator => world.orders;
const genesys = (world: World): Simulator => world.genesys;
const customer_id = (nth: number): object => ({ customer_id: `c-${nth}` });
const customerId = (nth: number): object => ({ customerId: `c-${nth}` });

const SUBJECTS: readonly Subject[] = [
  { action: 'customer-lookup', upstream: crm, route: 'customers', input: customer_id, maybeUnknown: true },
  { action: 'queues', upstream: genesys, route: 'queues', input: (nth) => ({ name: `Queue ${nth}` }) },
  {
    action: 'invoke-data-action',
    upstream: genesys,
    route: 'execute',
    input: (nth) => ({ idempotency_key: `k-${nth}`, input_payload: { nth } }),
  },
  {
    action: 'conversation-query',
    upstream: genesys,
    route: 'analytics',
    input: (nth) => ({ filter_expression: `queue.id = 'q-${nth}'` }),
  },
  {
    action: 'customer-overview',
    branch: 'crm',
    upstream: crm,
    route: 'accounts',
    input: customerId,
    maybeUnknown: true,
  },
  { action: 'customer-overview', branch: 'orders', upstream: orders, route: 'orders', input: customerId },
  { action: 'customer-overview', branch: 'genesys', upstream: genesys, route: 'users', input: customerId },
];

interface Branch {
  readonly status: number;
  readonly data: object;
  readonly error: string;
}

let called = 0;

const named = SUBJECTS.map((subject) => [`${subject.action}, where ${subject.route} fail with`, subject] as const);

describe.each(named)('%s', (_name, subject) => {
  let service: TestService;
  let upstream: Simulator;

  beforeAll(async () => {
    const environment = {
      ACTION_TIMEOUT_MS: String(DEADLINE_MS),
      RETRY_BASE_MS: '10',
      CIRCUIT_FAILURES: '1000000',
    };
    service = await startService({ environment });
    upstream = subject.upstream(service.world);
    const { reply } = await call('status');
    expect(reply.body.success).toBe(true);
  });

  afterAll(() => service.stop());
  beforeEach(() => service.world.reset());

  /** Calls the action in a failure style; how long it took comes with the reply. */
  async function call(style: 'status' | 'in-body'): Promise<{ reply: Reply; tookMs: number }> {
    const startedAtMs = performance.now();
    const headers = { 'X-Failure-Style': style };
    const reply = await service.call(subject.action, subject.input((called += 1)), { headers });
    return { reply, tookMs: performance.now() - startedAtMs };
  }

  /** What the answer says of the upstream: the whole of it, or the branch's part. */
  const told = ({ data, code, status_code, success, retry_after }: Envelope): object => {
    if (subject.branch === undefined) return { code, status_code, success, retry_after };
    const branch = (data as { sources: Record<string, Branch> }).sources[subject.branch];
    return { code, status: branch?.status, isTold: branch?.error !== '' };
  };

  function expected(outcome: Outcome): { http: number; told: object } {
    const { http, ...failure } = outcome;
    const { status_code } = failure;
    const isAnswer = subject.maybeUnknown === true && status_code === 404;
    if (subject.branch !== undefined)
      return { http: 200, told: { code: 'OK', status: status_code, isTold: !isAnswer } };
    if (isAnswer) return { http: 200, told: { code: 'OK', status_code: 200, success: true, retry_after: 0 } };
    return { http, told: { ...failure, success: false } };
  }

  it.each(Object.entries(FAULTS))('%s', async (_name, [fault, outcome]) => {
    if (fault === 'refused') await upstream.stop();
    else upstream.fail(subject.route, fault);

    const [inStatus, inBody] = await Promise.all([call('status'), call('in-body')]);
    const answeredAt = Date.now();
    if (fault === 'refused') await upstream.start();

    const { http, told: wanted } = expected(outcome);
    expect({ http: inStatus.reply.status, told: told(inStatus.reply.body) }).toEqual({ http, told: wanted });
    expect({ http: inBody.reply.status, told: told(inBody.reply.body) }).toEqual({ http: 200, told: wanted });
    expect(Math.max(inStatus.tookMs, inBody.tookMs)).toBeLessThan(DEADLINE_MS + 250);
    const asked = upstream.calls(subject.route);
    await until(() => asked.every(({ closedAt }) => closedAt !== null), 1_000);
    expect(Math.max(0, ...asked.map(({ closedAt }) => (closedAt ?? Infinity) - answeredAt))).toBeLessThan(250);
    expect(asked.length).toBeLessThanOrEqual(6);
  });
});
