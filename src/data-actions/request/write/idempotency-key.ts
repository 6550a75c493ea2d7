import { hash } from 'node:crypto';
import { InvalidHeader, InvalidInput } from '../../../errors/request-errors.js';
import { DataActionCall } from '../context/data-action-call.js';
import { findUnrendered } from '../../input/unrendered-template.js';

const RULE = 'must be 1 to 255 visible ASCII characters, with or without quotes';

/**
 * Returns the idempotency key of a write. The header takes precedence over the body. Without both, the key of an enveloped
 * call is a hash of caller, interaction, flow and input. So a repeated step of a flow does not repeat the write.
 *
 * @param header `Idempotency-Key`, as a structured string in quotes, or without quotes
 * (draft-ietf-httpapi-idempotency-key-header)
 * @throws InvalidInput if there is no key or an invalid one
 */
export function idempotencyKeyOf(
  header: string | string[] | undefined,
  call: DataActionCall,
  action: string,
  fingerprint: string,
): string {
  if (header !== undefined) return readHeader(header);
  const { bodyIdempotencyKey } = call;
  if (bodyIdempotencyKey !== undefined) return readField(bodyIdempotencyKey);
  const { interaction, flow, caller } = call;
  if (interaction && flow) {
    const parts = [caller.organisation, caller.client, interaction.id, flow.id, action, fingerprint];
    return hash('sha256', JSON.stringify(parts), 'hex');
  }
  throw new InvalidInput(
    'A write needs an idempotency key: send the header Idempotency-Key, or idempotency_key in the body',
  );
}

function readHeader(header: string | string[]): string {
  const key = typeof header === 'string' ? unquoted(header) : '';
  const unrendered = findUnrendered(key, 'Idempotency-Key');
  if (unrendered.length > 0) throw new InvalidHeader(unrendered);
  if (!isKey(key)) throw new InvalidHeader(`Idempotency-Key ${RULE}`);
  return key;
}

function readField(value: unknown): string {
  const key = Number.isSafeInteger(value) ? String(value) : value;
  const unrendered = findUnrendered(key, 'idempotency_key');
  if (unrendered.length > 0) throw new InvalidInput(unrendered);
  if (!isKey(key)) throw new InvalidInput(`idempotency_key ${RULE}`);
  return key;
}

const isKey = (key: unknown): key is string => typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key);

/** String item with parameters, which are ignored (RFC 9651 §3.1.2, §3.3.3). */
const STRING_ITEM =
  /^"((?:[^"\\]|\\["\\])*)"(?:; *[a-z*][\w.*-]*(?:=(?:"(?:[^"\\]|\\["\\])*"|[?@:]?[\w.*:/+%=-]+))?)* *$/;

/** Removes quotes and escapes. A lone quote is invalid. */
function unquoted(header: string): string {
  if (!header.startsWith('"')) return header;
  const inside = STRING_ITEM.exec(header)?.[1];
  return inside?.replace(/\\(["\\])/g, '$1') ?? '';
}
