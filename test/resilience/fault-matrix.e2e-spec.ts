import { Fault } from '../../sandbox/simulator/faults.js';
import { Simulator } from '../../sandbox/simulator/simulator.js';
import { World } from '../support/world.js';
import { Envelope } from '../../src/envelope/envelope.js';
import { Reply, startService, TestService, until } from '../support/service.js';

/** Deadlines of calls at a hanging upstream. A parallel action needs more time, because it reports the other results. */
const DEADLINE_MS = 500;
const PARALLEL_DEADLINE_MS = 1_000;
/** The deadline of other calls. It is shorter than every `Retry-After` of the faults, so no call waits for a retry. */
const RESPONDING_DEADLINE_MS = 6_000;

/** The response to a fault: `code` and `status_code` in both styles, and the HTTP status in the status style. */
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

/** Every fault of the sandbox's upstreams. */
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
  // This fault must be the last one, because the service stops calling the platform for a while after a 429.
  '429': [{ kind: 'status', status: 429 }, transient('UPSTREAM_THROTTLED', 429)],
};

/** An action, and the upstream that it calls. */
interface Subject {
  readonly action: string;
  readonly upstream: (world: World) => Simulator;
  readonly route: string;
  /** Returns a different input for each number, so that no call is a cache hit or a replay. */
  readonly input: (nth: number) => object;
  /** The branch of a parallel action that calls this upstream. Its failure is one entry of a successful response. */
  readonly branch?: string;
  /** Whether the action treats a 404 as a successful "not found". */
  readonly isNotFoundValid?: true;
}

const crm = (world: World): Simulator => world.crm;
const orders = (world: World): Simulator => world.orders;
const genesys = (world: World): Simulator => world.genesys;
const customer_id = (nth: number): object => ({ customer_id: `c-${nth}` });
const customerId = (nth: number): object => ({ customerId: `c-${nth}` });

const SUBJECTS: readonly Subject[] = [
  { action: 'customer-lookup', upstream: crm, route: 'customers', input: customer_id, isNotFoundValid: true },
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
    isNotFoundValid: true,
  },
  { action: 'customer-overview', branch: 'orders', upstream: orders, route: 'orders', input: customerId },
  { action: 'customer-overview', branch: 'genesys', upstream: genesys, route: 'users', input: customerId },
];

interface Branch {
  readonly status: number;
  readonly data: object;
  readonly error: string;
}

let calls = 0;

const titled = SUBJECTS.map((subject) => [`${subject.action}, if route ${subject.route} fails with`, subject] as const);

describe.each(titled)('%s', (_name, subject) => {
  let service: TestService;
  let upstream: Simulator;

  beforeAll(async () => {
    const environment = {
      RETRY_BASE_MS: '10',
      CIRCUIT_FAILURES: '1000000',
    };
    service = await startService({ environment });
    upstream = subject.upstream(service.world);
    expect((await call('status')).body.success).toBe(true);
  });

  beforeEach(() => service.world.reset());

  const call = (style: 'status' | 'in-body', headers: Record<string, string> = {}): Promise<Reply> =>
    service.call(subject.action, subject.input((calls += 1)), { headers: { 'X-Failure-Style': style, ...headers } });

  /** Returns the fields that report the fault: of the envelope, or of the entry of the branch. */
  const reportOf = ({ data, code, status_code, success, retry_after }: Envelope): object => {
    if (subject.branch === undefined) return { code, status_code, success, retry_after };
    const branch = (data as { sources: Record<string, Branch> }).sources[subject.branch];
    return { code, status: branch?.status, hasError: branch?.error !== '' };
  };

  function expected(outcome: Outcome): { http: number; report: object } {
    const { http, ...failure } = outcome;
    const { status_code } = failure;
    const isNotFound = subject.isNotFoundValid === true && status_code === 404;
    if (subject.branch !== undefined)
      return { http: 200, report: { code: 'OK', status: status_code, hasError: !isNotFound } };
    if (isNotFound) return { http: 200, report: { code: 'OK', status_code: 200, success: true, retry_after: 0 } };
    return { http, report: { ...failure, success: false } };
  }

  it.each(Object.entries(FAULTS))('%s', async (_name, [fault, outcome]) => {
    if (fault === 'refused') await upstream.stop();
    else upstream.fail(subject.route, fault);

    const hangingMs = subject.branch === undefined ? DEADLINE_MS : PARALLEL_DEADLINE_MS;
    const headers = { 'X-Action-Timeout-Ms': String(outcome === exceeded ? hangingMs : RESPONDING_DEADLINE_MS) };
    const [inStatus, inBody] = await Promise.all([call('status', headers), call('in-body', headers)]);
    if (fault === 'refused') await upstream.start();

    const { http, report } = expected(outcome);
    expect({ http: inStatus.status, report: reportOf(inStatus.body) }).toEqual({ http, report });
    expect({ http: inBody.status, report: reportOf(inBody.body) }).toEqual({ http: 200, report });
    const requests = upstream.calls(subject.route);
    await until(() => requests.every(({ closedAt }) => closedAt !== null));
    expect(requests.length).toBeLessThanOrEqual(6);
  });
});
