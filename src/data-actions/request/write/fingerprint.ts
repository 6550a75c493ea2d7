import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Fields that do not change the meaning of a call. */
const EXCLUDED_FIELDS: ReadonlySet<string> = new Set(['idempotency_key', 'timestamp_ms', 'externalApiKey']);

/**
 * Returns the SHA-256, in hex, of the coerced input as canonical JSON (RFC 8785), without the fields in `EXCLUDED_FIELDS`.
 * The order of members does not matter.
 *
 * @param input limited in depth by the body reader, because canonicalisation recurses
 */
export function fingerprint(input: unknown): string {
  return hash('sha256', canonicalize(withoutCallersOwn(input)) ?? '', 'hex');
}

function withoutCallersOwn(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  if (!Object.keys(input).some((name) => EXCLUDED_FIELDS.has(name))) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => !EXCLUDED_FIELDS.has(name)));
}
