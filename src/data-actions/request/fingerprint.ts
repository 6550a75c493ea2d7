import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What a caller sends along without meaning another question by it, or only as its own key to the door. */
const CALLERS_OWN: ReadonlySet<string> = new Set(['idempotency_key', 'timestamp_ms', 'externalApiKey']);

/**
 * Tells inputs apart by what they ask: the SHA-256, in hex, of the normalised input as canonical JSON (RFC 8785), so that
 * neither the order of its members nor what is the caller's own makes a difference.
 *
 * @param input no deeper than the body reader allows: canonicalising goes down level by level
 */
export function fingerprint(input: unknown): string {
  return hash('sha256', canonicalize(withoutCallersOwn(input)) ?? '', 'hex');
}

function withoutCallersOwn(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  if (!Object.keys(input).some((name) => CALLERS_OWN.has(name))) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => !CALLERS_OWN.has(name)));
}
