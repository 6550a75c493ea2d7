import { readFileSync } from 'node:fs';
import { parseStrictJson } from '../../json/strict-json.js';
import { readSecretHash, SecretHash } from './secret-hash.js';

const SCOPES = ['dataaction:read', 'dataaction:write'];

const ID = /^[\w~-]{1,128}$/;
const ORGANISATION = /^[\x21-\x7e]{1,128}$/;
const MEMBERS = ['id', 'secret', 'scopes', 'organisation'];
const MAX_DEPTH = 3;

/** Client from the configuration, with the hash of its secret. */
export interface RegisteredClient {
  readonly id: string;
  readonly secret: SecretHash;
  readonly scopes: readonly string[];
  /** Organisation whose data the client accesses. */
  readonly organisation: string;
}

/** By client id; never empty. */
export type RegisteredClients = ReadonlyMap<string, RegisteredClient>;

/**
 * Parses the clients from JSON, `[{"id", "secret", "scopes", "organisation"}, …]`, or from the file at a path.
 *
 * @throws Error whose message is appended to the name of the variable and does not repeat the value
 */
export function readClients(text: string): RegisteredClients {
  const items = readList(text.startsWith('[') ? text : readText(text));
  const clients = new Map<string, RegisteredClient>();
  for (const [index, item] of items.entries()) {
    const client = readClient(item, `client ${index + 1}`);
    if (clients.has(client.id))
      throw new Error(`contains two clients with the same id: client ${index + 1} is the second`);
    clients.set(client.id, client);
  }
  const costs = new Set([...clients.values()].map(({ secret: { cost } }) => JSON.stringify(cost)));
  // Different costs would reveal by response time which clients exist.
  if (costs.size > 1)
    throw new Error('must contain only secrets that are hashed at the same cost: hash the older secrets again');
  return clients;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new Error('must be a JSON list of clients, or the path of a readable file that contains such a list');
  }
}

function readList(text: string): unknown[] {
  try {
    const list = parseStrictJson(text, { maxDepth: MAX_DEPTH });
    if (Array.isArray(list) && list.length > 0) return list;
  } catch {
    // The parser's message may quote a secret.
  }
  throw new Error('must contain a list of clients in JSON: [{"id", "secret", "scopes", "organisation"}]');
}

function readClient(item: unknown, name: string): RegisteredClient {
  if (typeof item !== 'object' || item === null) throw new Error(`has a ${name} that is not an object`);
  const { id, secret, scopes, organisation, ...rest } = item as Record<string, unknown>;
  if (Object.keys(rest).length > 0)
    throw new Error(`has a ${name} with unknown members; allowed are ${MEMBERS.join(', ')}`);
  if (typeof id !== 'string' || !ID.test(id))
    throw new Error(`has a ${name} whose id is not 1 to 128 letters, digits, "-", "_" or "~"`);
  if (typeof organisation !== 'string' || !ORGANISATION.test(organisation))
    throw new Error(`has a ${name} whose organisation is not 1 to 128 visible ASCII characters`);
  if (!Array.isArray(scopes) || scopes.length === 0 || !scopes.every((scope) => SCOPES.includes(scope as string)))
    throw new Error(`has a ${name} whose scopes are not a list of ${SCOPES.join(', ')}`);
  const hash = typeof secret === 'string' ? readSecretHash(secret) : undefined;
  if (!hash) throw new Error(`has a ${name} whose secret is not a hash made by "npm run hash-secret"`);
  return { id, secret: hash, scopes: [...new Set(scopes as string[])], organisation };
}
