/**
 * Matches texts that may be a JSON Web Token (RFC 7519): `eyJ` is the start of a JSON object in base64url. Matches all token
 * characters that follow, so that each character is read only once.
 */
const TOKEN_LIKE = /eyJ[\w-]*(?:\.[\w-]*)*/g;

const MIN_TOKEN_CHARACTERS = 10;

/** Replaces JSON Web Tokens in any text, in linear time. */
export const redactTokens = (text: string, replacement: string): string =>
  text.replace(TOKEN_LIKE, (run) => (isToken(run) ? replacement : run));

const isToken = (run: string): boolean => run.includes('.') && run.length >= MIN_TOKEN_CHARACTERS;
