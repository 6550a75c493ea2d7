import { prettyLine } from './pretty-line.js';

const line = (fields: object): string =>
  `${JSON.stringify({ level: 'info', time: '2026-11-21T10:15:00.123Z', ...fields })}\n`;

describe('prettyLine', () => {
  it('shows time, level, logging class, message and the other fields', () => {
    expect(prettyLine(line({ name: 'Redis', attempts: 2, msg: 'Connected' }), false)).toBe(
      '10:15:00.123 INFO  [Redis] Connected attempts=2\n',
    );
  });

  it('shows a call by its action, its outcome and its duration', () => {
    const call = {
      ...{ correlation_id: 'c-7', method: 'POST', path: '/api/v1/dataactions/queues', status: 200, code: 'OK' },
      ...{ source: 'cache', duration_ms: 1.5, stages_ms: { auth: 1 }, attempts: 0, action: 'queues', msg: 'call' },
    };

    expect(prettyLine(line(call), false)).toBe(
      '10:15:00.123 INFO  queues 200 OK cache 1.5 ms correlation_id=c-7 attempts=0\n',
    );
  });

  it('shows a request to another route by its method and path', () => {
    const call = {
      method: 'GET',
      path: '/nowhere',
      status: 404,
      code: 'UNKNOWN_ACTION',
      source: 'none',
      duration_ms: 2,
    };

    expect(prettyLine(line({ ...call, msg: 'call' }), false)).toBe(
      '10:15:00.123 INFO  GET /nowhere 404 UNKNOWN_ACTION 2 ms\n',
    );
  });

  it('shows a stack on separate lines', () => {
    const err = { type: 'TypeError', message: 'x', stack: 'TypeError: x\n    at run (a.ts:1:1)' };

    expect(prettyLine(line({ msg: 'failed', err }), false)).toBe(
      '10:15:00.123 INFO  failed\n    TypeError: x\n        at run (a.ts:1:1)\n',
    );
  });

  it('escapes control characters, which could change the terminal', () => {
    const text = prettyLine(line({ flow_id: '\u001b[2J', msg: 'a\rb' }), false);

    expect(text).toContain('a\\x0db flow_id=\\x1b[2J');
  });

  it('uses colors only if the terminal shows them', () => {
    const plain = prettyLine(line({ msg: 'x' }), false);

    expect(prettyLine(line({ msg: 'x' }), true)).not.toBe(plain);
    expect(plain).not.toContain('\u001b');
  });
});
