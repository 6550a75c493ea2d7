/**
 * Characters that are invisible or change how the text around them is displayed: control characters, bidirectional controls
 * and zero-width characters.
 */
const HIDDEN =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Makes hidden characters visible: ASCII controls as symbols, other characters as their code points. */
export const visibleText = (text: string): string => text.replace(HIDDEN, picture);

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x7f) return '\u2421';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
