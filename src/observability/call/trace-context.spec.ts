import { traceContextOf } from './trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const VALID = `00-${TRACE}-00f067aa0ba902b7-01`;

describe('traceContextOf', () => {
  it('returns the trace id and the unchanged headers', () => {
    expect(traceContextOf({ traceparent: VALID, tracestate: 'congo=t61rcWkgMzE, rojo=00f067aa0ba902b7' })).toEqual({
      traceId: TRACE,
      headers: { traceparent: VALID, tracestate: 'congo=t61rcWkgMzE, rojo=00f067aa0ba902b7' },
    });
  });

  it('accepts additional fields of a later version', () => {
    const traceparent = `cc-${TRACE}-00f067aa0ba902b7-01-what-the-future-will-be-like`;

    expect(traceContextOf({ traceparent })).toEqual({ traceId: TRACE, headers: { traceparent } });
  });

  it.each([
    '',
    'nonsense',
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    `00-${TRACE}-0000000000000000-01`,
    `00-${TRACE}-00f067aa0ba902b7-01-more`,
    `00-${TRACE}-00f067aa0ba902b7-1`,
    `cc-${TRACE}-00f067aa0ba902b7-01.more`,
    `cc-${TRACE}-00f067aa0ba902b7-01-${'x'.repeat(500)}`,
    `${VALID}, ${VALID}`,
    ` ${VALID}`,
  ])('ignores the traceparent %j', (traceparent) => {
    expect(traceContextOf({ traceparent, tracestate: 'congo=t61rcWkgMzE' })).toBeUndefined();
  });

  it.each(['x'.repeat(513), 'a=ü', 'a=\tb', ''])('drops the tracestate %j', (tracestate) => {
    expect(traceContextOf({ traceparent: VALID, tracestate })?.headers).toEqual({ traceparent: VALID });
  });

  it('returns undefined without a traceparent', () => {
    expect(traceContextOf({ tracestate: 'congo=t61rcWkgMzE' })).toBeUndefined();
  });
});
