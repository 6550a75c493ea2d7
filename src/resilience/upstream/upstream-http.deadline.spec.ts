import { Simulator } from '../../../sandbox/simulator/simulator.js';
import { codeOf, UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { ClientDisconnected } from '../deadline/deadline.js';
import { UpstreamRequest } from './upstream-request.js';

const READ: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };

const crm = new Simulator('crm', {
  read: { method: 'GET', pattern: '/customers', handle: () => ({ status: 200, body: { id: 'c-1' } }) },
});
const bench = new UpstreamBench();

beforeAll(() => crm.start());
afterAll(() => crm.stop());
beforeEach(() => crm.reset());
afterEach(() => bench.clear());

describe('The deadline of UpstreamHttp', () => {
  it('reports the deadline, not the timeout, if they end at the same time', async () => {
    crm.fail('read', { kind: 'hang' });

    const http = bench.connect(crm.url, { timeoutMs: 80 });

    expect(await codeOf(http.request(READ, bench.callWithin(80)))).toBe('DEADLINE_EXCEEDED');
  });

  it('sends nothing with less than 50 ms left', async () => {
    const call = bench.callWithin(49);

    expect(await codeOf(bench.connect(crm.url).request(READ, call))).toBe('DEADLINE_EXCEEDED');

    expect([call.record.attempts, crm.count('read')]).toEqual([0, 0]);
  });

  it('ends when the client disconnects, even during a back-off', async () => {
    crm.fail('read', { kind: 'status', status: 503, headers: { 'retry-after': '2' } });
    const call = bench.callWithin(8_000);
    const failed = bench
      .connect(crm.url)
      .request(READ, call)
      .catch((error: unknown) => error);
    await crm.whenClosed('read');

    call.deadline.onClientDisconnect();

    expect(await failed).toBeInstanceOf(ClientDisconnected);
    expect(crm.count('read')).toBe(1);
  });
});
