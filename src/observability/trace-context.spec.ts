import { traceContextOf } from './trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const VALID = `00-${TRACE}-00f067aa0ba902b7-01`;

describe("a caller's trace", () => {
  it('is named, and passed on as it came', () => {
    expect(traceContextOf({ traceparent: VALID, tracestate: 'congo=t61rcWkgMzE, rojo=00f067aa0ba902b7' })).toEqual({
      traceId: TRACE,
      headers: { traceparent: VALID, tracestate: 'congo=t61rcWkgMzE, rojo=00f067aa0ba902b7' },
    });
  });

  it('may be of a version that says more than we know', () => {
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
  ])('is none where its header is %j', (traceparent) => {
    expect(traceContextOf({ traceparent, tracestate: 'congo=t61rcWkgMzE' })).toBeUndefined();
  });

  it.each(['x'.repeat(513), 'a=ü', 'a=\tb', ''])('is passed on without a state that is %j', (tracestate) => {
    expect(traceContextOf({ traceparent: VALID, tracestate })?.headers).toEqual({ traceparent: VALID });
  });

  it('is none without its header', () => {
    expect(traceContextOf({ tracestate: 'congo=t61rcWkgMzE' })).toBeUndefined();
  });
});
