import { findAmbiguity, JsonLimits } from './json-scan.js';

/** The text is not JSON (RFC 8259). */
export class JsonSyntaxError extends Error {
  /** @param isCutShort true if the text ends inside a value */
  constructor(
    message: string,
    readonly isCutShort: boolean,
  ) {
    super(message);
    this.name = 'JsonSyntaxError';
  }
}

/** The text is JSON that two parsers may read differently, or that exceeds a limit. */
export class JsonAmbiguity extends Error {
  /** @param logMessage the message without names from the sender */
  constructor(
    message: string,
    readonly logMessage: string,
  ) {
    super(message);
    this.name = 'JsonAmbiguity';
  }
}

/**
 * Parses JSON. Rejects content that `JSON.parse` would silently change: duplicate members, numbers that lose digits, unpaired
 * surrogates and `__proto__` (RFC 7493 §2, I-JSON), and content over the limits.
 *
 * @throws JsonSyntaxError | JsonAmbiguity
 */
export function parseStrictJson(text: string, limits: JsonLimits): unknown {
  const value = parse(text);
  const ambiguity = findAmbiguity(text, limits);
  if (ambiguity !== undefined) throw new JsonAmbiguity(ambiguity.message, ambiguity.logMessage);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const isCutShort = error instanceof SyntaxError && isErrorAtEnd(error.message, text.length);
    throw new JsonSyntaxError(isCutShort ? 'the JSON text is cut short' : 'the text is not valid JSON', isCutShort);
  }
}

/** Returns whether the text is only cut short, according to the error message of the JavaScript engine. */
function isErrorAtEnd(message: string, length: number): boolean {
  const position = /at position (\d+)/.exec(message)?.[1];
  return (
    message.startsWith('Unexpected end') || message.startsWith('Unterminated string') || Number(position) === length
  );
}
