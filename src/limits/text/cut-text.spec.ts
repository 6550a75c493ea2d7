import { cutText } from './cut-text.js';

describe('cutText', () => {
  it('returns a text within the limit unchanged', () => {
    expect(cutText('abc', 3)).toBe('abc');
  });

  it('shortens a longer text to the limit', () => {
    expect(cutText('abcdef', 4)).toBe('abc…');
  });

  it('does not cut a surrogate pair in half', () => {
    expect(cutText('ab😀def', 4)).toBe('ab…');
    expect(cutText('a😀bcdef', 4)).toBe('a😀…');
  });
});
