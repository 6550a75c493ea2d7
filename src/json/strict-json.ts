import { findAmbiguity, JsonLimits } from './json-scan.js';

/** The text is no JSON (RFC 8259). */
export class JsonSyntaxError extends Error {
  /** @param isCutShort true where the text stops in the middle of a value */
  constructor(
    message: string,
    readonly isCutShort: boolean,
  ) {
    super(message);
    this.name = 'JsonSyntaxError';
  }
}

/** The text is JSON that two readers may understand differently, or that is deeper than we follow. */
export class JsonAmbiguity extends Error {
  /** @param logMessage the same without names that the sender chose */
  constructor(
    message: string,
    readonly logMessage: string,
  ) {
    super(message);
    this.name = 'JsonAmbiguity';
  }
}

/**
 * Parses JSON and refuses what `JSON.parse` would silently repair or lose: duplicate members, numbers that lose digits,
 * lone surrogates, `__proto__` (RFC 7493 §2, I-JSON), and what goes beyond the limits.
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
    const isCutShort = error instanceof SyntaxError && stopsAtTheEnd(error.message, text.length);
    throw new JsonSyntaxError(isCutShort ? 'the JSON text is cut short' : 'the text is not valid JSON', isCutShort);
  }
}

/** Whether the engine found nothing wrong but the end: it names the place where it stopped. */
function stopsAtTheEnd(message: string, length: number): boolean {
  const position = /at position (\d+)/.exec(message)?.[1];
  return (
    message.startsWith('Unexpected end') || message.startsWith('Unterminated string') || Number(position) === length
  );
}
