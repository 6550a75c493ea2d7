import type { ServerResponse } from 'node:http';
import { Journal } from './journal.js';

const SENT_RESPONSE = { headersSent: true, statusCode: 200, writableFinished: true } as ServerResponse;

describe('Journal', () => {
  it('keeps the newest ten thousand requests of a route, and counts all requests', async () => {
    const journal = new Journal();
    for (let nth = 1; nth <= 10_002; nth += 1) journal.receive(journal.arrive('a', 'GET', `/${nth}`, {}), undefined);

    expect(journal.count('a')).toBe(10_002);
    expect(journal.calls('a')).toHaveLength(10_000);
    expect(journal.calls('a')[0]?.url).toBe('/3');
    expect((await journal.whenReceived('a', 10_002)).url).toBe('/10002');
  });

  it('waits for the nth request', async () => {
    const journal = new Journal();
    const second = journal.whenReceived('a', 2);
    journal.receive(journal.arrive('a', 'GET', '/1', {}), undefined);
    journal.receive(journal.arrive('b', 'GET', '/b', {}), undefined);
    journal.receive(journal.arrive('a', 'GET', '/2', {}), { x: 1 });

    expect(await second).toMatchObject({ url: '/2', body: { x: 1 }, closedAt: null });
  });

  it('waits for the end of a request, and does not wait if it has ended', async () => {
    const journal = new Journal();
    const call = journal.arrive('a', 'GET', '/1', {});
    const ended = journal.whenClosed('a', 1);
    journal.close(call, SENT_RESPONSE);

    expect(await ended).toBe(call);
    expect(await journal.whenClosed('a', 1)).toMatchObject({ status: 200, completed: true });
  });

  it('removes all recorded requests when it is cleared', () => {
    const journal = new Journal();
    journal.arrive('a', 'GET', '/1', {});
    journal.clear();

    expect([journal.count('a'), journal.calls()]).toEqual([0, []]);
  });
});
