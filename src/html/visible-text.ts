/**
 * Invisible characters, and those that change the display of the text around them: controls, bidirectional controls,
 * zero-width ones.
 */
const HIDDEN =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Makes such characters visible: ASCII controls as pictures, the others by their number. */
export const visibleText = (text: string): string => text.replace(HIDDEN, picture);

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x7f) return '\u2421';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
