import { redactTokens } from './redact-tokens.js';

describe('redactTokens', () => {
  it.each([
    ['eyJhbGciOiJ.eyJzdWIi.sig', '[hidden]'],
    ['"eyJhbGciOiJ.eyJzdWIi.sig"', '"[hidden]"'],
    ['a=eyJhbGciOiJ.eyJzdWIi.&b=1', 'a=[hidden]&b=1'],
    ['x-eyJhbGciOiJ.eyJzdWIi.sig', 'x-[hidden]'],
    ['eyJ-eyJhbGciOiJ.eyJzdWIi.sig', '[hidden]'],
  ])('changes %s to %s', (text, hidden) => {
    expect(redactTokens(text, '[hidden]')).toBe(hidden);
  });

  it.each(['eyJhbGciOiJ', 'eyJ.a', ''])('returns "%s" unchanged', (text) => {
    expect(redactTokens(text, '[hidden]')).toBe(text);
  });
});
