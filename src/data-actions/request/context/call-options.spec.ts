import { readCallOptions } from './call-options.js';

describe('call options', () => {
  it.each([
    [{}, {}],
    [{ 'x-failure-style': 'status' }, { failureStyle: 'status' }],
    [{ 'x-failure-style': 'in-body' }, { failureStyle: 'in-body' }],
    [{ 'x-action-timeout-ms': '1' }, { timeoutMs: 1 }],
    [{ 'x-action-timeout-ms': '999999999999' }, { timeoutMs: 999_999_999_999 }],
    [
      { 'x-action-timeout-ms': '0300', 'x-failure-style': 'in-body' },
      { timeoutMs: 300, failureStyle: 'in-body' },
    ],
  ])('are read from %j', (headers, options) => {
    expect(readCallOptions(headers)).toEqual(options);
  });

  const STYLE = 'X-Failure-Style must be status or in-body';
  const TIMEOUT = 'X-Action-Timeout-Ms must be a positive whole number of milliseconds';

  it.each([
    [{ 'x-failure-style': 'maybe' }, [STYLE]],
    [{ 'x-failure-style': '' }, [STYLE]],
    [{ 'x-failure-style': 'Status' }, [STYLE]],
    [{ 'x-action-timeout-ms': '0' }, [TIMEOUT]],
    [{ 'x-action-timeout-ms': '-1' }, [TIMEOUT]],
    [{ 'x-action-timeout-ms': '1.5' }, [TIMEOUT]],
    [{ 'x-action-timeout-ms': '' }, [TIMEOUT]],
    [{ 'x-action-timeout-ms': '1, 2' }, [TIMEOUT]],
    [{ 'x-action-timeout-ms': '9999999999999' }, [TIMEOUT]],
    [{ 'x-failure-style': 'x', 'x-action-timeout-ms': 'x' }, [STYLE, TIMEOUT]],
  ])('are rejected in %j', (headers, messages) => {
    const { refusal, ...rest } = readCallOptions(headers);

    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', httpStatus: 400, precedesInput: true, messages });
    expect(rest).toEqual({});
  });

  it('keep valid values beside invalid ones', () => {
    const headers = { 'x-failure-style': 'in-body', 'x-action-timeout-ms': 'soon' };

    expect(readCallOptions(headers)).toMatchObject({ failureStyle: 'in-body', refusal: { messages: [TIMEOUT] } });
  });
});
