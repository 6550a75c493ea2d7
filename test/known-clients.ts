import { hashSecret } from '../src/auth/clients/secret-hash.js';

/** A client of a test, with its secret as nobody else knows it. */
export interface TestClient {
  readonly id: string;
  readonly secret: string;
  readonly scopes: readonly string[];
  readonly organisation?: string;
}

/** The clients as a variable such as `OAUTH_CLIENTS` holds them, hashed at the least cost. */
export async function clientsVariable(clients: readonly TestClient[]): Promise<string> {
  const entries = clients.map(async ({ id, secret, scopes, organisation = 'org-1' }) => {
    return { id, secret: await hashSecret(secret, { log2N: 14, parallelisation: 1 }), scopes, organisation };
  });
  return JSON.stringify(await Promise.all(entries));
}

export const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
