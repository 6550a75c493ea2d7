import { readFaults } from './fault-input.js';

describe('readFaults', () => {
  it.each([
    { kind: 'latency', latencyMs: 50 },
    { kind: 'status', status: 429, headers: { 'Retry-After': '2' }, body: null, times: 3 },
    { kind: 'reset', takesEffect: true },
    { kind: 'hang', share: 0.2 },
    { kind: 'hangBody', latencyMs: 0 },
    { kind: 'drip', everyMs: 10 },
    { kind: 'cutShort', missingBytes: 1 },
    { kind: 'notJson', text: '', contentType: 'text/plain' },
    { kind: 'redirect', location: '/', status: 308 },
    { kind: 'oversize', bytes: 3_000_000, chunked: true },
  ])('accepts $kind with its members', (fault) => {
    expect(readFaults(fault)).toEqual({ faults: [fault], problems: [] });
  });

  it('accepts a list', () => {
    expect(readFaults([{ kind: 'hang', times: 1 }, { kind: 'reset' }]).faults).toHaveLength(2);
  });

  it.each([
    [undefined, ['a fault must be a JSON object']],
    ['hang', ['a fault must be a JSON object']],
    [[], ['at least one fault is required']],
    [{}, ['kind must be one of latency, status, reset, hang, hangBody, drip, cutShort, notJson, redirect, oversize']],
    [
      { kind: 'toString' },
      ['kind must be one of latency, status, reset, hang, hangBody, drip, cutShort, notJson, redirect, oversize'],
    ],
    [{ kind: 'latency' }, ['latency needs latencyMs']],
    [{ kind: 'status' }, ['status needs status']],
    [{ kind: 'redirect' }, ['redirect needs location']],
    [{ kind: 'status', status: 99 }, ['status must be an integer from 200 to 599']],
    [{ kind: 'status', status: 503, headers: { 'Retry-After': 5 } }, ['headers must be an object of strings']],
    [{ kind: 'reset', status: 500 }, ['status is unknown; known members are times, share, latencyMs, takesEffect']],
    [
      { kind: 'hang', times: 0, share: 2, takesEffect: 'yes' },
      [
        'times must be an integer from 1 to 1000000',
        'share must be a number over 0 and up to 1',
        'takesEffect must be true or false',
      ],
    ],
    [[{ kind: 'hang' }, { kind: 'drip', everyMs: '5' }], ['fault 2: everyMs must be an integer from 1 to 60000']],
    [{ kind: 'notJson', text: 1 }, ['text must be a string']],
  ])('rejects %j and returns the reasons', (json, problems) => {
    expect(readFaults(json)).toEqual({ faults: [], problems });
  });
});
