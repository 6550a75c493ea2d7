import { hashSecret } from '../../src/auth/clients/secret-hash.js';

/** A client for a test, with its secret in plain text. */
export interface TestClient {
  readonly id: string;
  readonly secret: string;
  readonly scopes: readonly string[];
  readonly organisation?: string;
}

/** Returns the clients in the format of `OAUTH_CLIENTS`, with secrets hashed at the lowest cost. */
export async function clientsVariable(clients: readonly TestClient[]): Promise<string> {
  const entries = clients.map(async ({ id, secret, scopes, organisation = 'org-1' }) => {
    return { id, secret: await hashSecret(secret, { log2N: 14, parallelisation: 1 }), scopes, organisation };
  });
  return JSON.stringify(await Promise.all(entries));
}

export const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
