import { visibleText } from './visible-text.js';

describe('visibleText', () => {
  it.each([
    ['a\0b\x1bc\x7f', 'a␀b␛c␡'],
    ['\u202egnp.exe', '⟨U+202E⟩gnp.exe'],
    ['\u2066a\u2069\u200f\u061c', '⟨U+2066⟩a⟨U+2069⟩⟨U+200F⟩⟨U+061C⟩'],
    ['zero\u200bwidth\ufeff', 'zero⟨U+200B⟩width⟨U+FEFF⟩'],
    ['\x9b31m\u2028', '⟨U+009B⟩31m⟨U+2028⟩'],
    ['half \ud83d', 'half ⟨U+D83D⟩'],
  ])('shows the hidden characters of %j', (text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  it.each(['line\nbreak\ttab', 'Müller, 客户, 😀', 'שלום عالم', ''])('returns %j unchanged', (text) => {
    expect(visibleText(text)).toBe(text);
  });
});
