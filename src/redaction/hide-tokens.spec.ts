import { hideTokens } from './hide-tokens.js';

describe('hideTokens', () => {
  it.each([
    ['eyJhbGciOiJ.eyJzdWIi.sig', '[hidden]'],
    ['"eyJhbGciOiJ.eyJzdWIi.sig"', '"[hidden]"'],
    ['a=eyJhbGciOiJ.eyJzdWIi.&b=1', 'a=[hidden]&b=1'],
    ['x-eyJhbGciOiJ.eyJzdWIi.sig', 'x-[hidden]'],
    ['eyJ-eyJhbGciOiJ.eyJzdWIi.sig', '[hidden]'],
  ])('makes %s %s', (text, hidden) => {
    expect(hideTokens(text, '[hidden]')).toBe(hidden);
  });

  it.each(['eyJhbGciOiJ', 'eyJ.a', ''])('leaves %s as it is', (text) => {
    expect(hideTokens(text, '[hidden]')).toBe(text);
  });
});
