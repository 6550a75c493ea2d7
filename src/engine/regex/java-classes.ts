/** Java's names of character classes, with their equivalents in RE2 and JavaScript. */
const CLASSES: Readonly<Record<string, string>> = {
  Upper: 'A-Z',
  Lower: 'a-z',
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Punct: '!-/:-@\\[-`{-~',
  XDigit: '0-9A-Fa-f',
  Space: '\\s',
  Blank: ' \\t',
};

/** Replaces the names of character classes that only Java has. */
export function withoutJavaClasses(source: string): string {
  let isInClass = false;
  return source.replace(
    /\\(?:p\{([A-Z][a-zA-Z]+)\}|(h)|[^])|[[\]]/g,
    (whole, named: string | undefined, h?: string) => {
      if (whole === '[' || whole === ']') isInClass = whole === '[';
      const members = CLASSES[named ?? (h === undefined ? '' : 'Blank')];
      if (members === undefined) return whole;
      return isInClass ? members : `[${members}]`;
    },
  );
}
