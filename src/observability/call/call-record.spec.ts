import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { recordOf } from './call-record.js';

function request(correlationId?: string): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  if (correlationId !== undefined) message.headers['inin-correlation-id'] = correlationId;
  return message;
}

describe('recordOf', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('returns the same record for the same request', () => {
    const one = request();

    expect(recordOf(one)).toBe(recordOf(one));
    expect(recordOf(request())).not.toBe(recordOf(one));
  });

  it.each(['abc', '7d1c3a52-6b0e-4c57-9d1e-2a7b8c9d0e1f', '~!@#', 'x'.repeat(128)])(
    'uses the correlation id %s from Genesys Cloud',
    (id) => {
      expect(recordOf(request(id)).correlationId).toBe(id);
    },
  );

  it.each(['', 'a b', 'é', 'a\tb', 'a\u0000', 'x'.repeat(129)])('generates an id instead of %j', (id) => {
    expect(recordOf(request(id)).correlationId).toMatch(/^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/);
  });

  it('measures successive stages of a call', () => {
    const record = recordOf(request());
    jest.advanceTimersByTime(12);
    record.endStage('auth');
    jest.advanceTimersByTime(3);
    record.endStage('input');

    expect(record.stagesMs).toEqual({ auth: 12, input: 3 });
  });
});
