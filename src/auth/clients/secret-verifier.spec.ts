import { readClients } from './registered-client.js';
import { SecretVerifier } from './secret-verifier.js';
import { hashSecret } from './secret-hash.js';

describe('SecretVerifier', () => {
  let clients: ReturnType<typeof readClients>;

  beforeAll(async () => {
    const secret = await hashSecret('the-right-secret', { log2N: 14, parallelisation: 1 });
    clients = readClients(
      JSON.stringify([{ id: 'flows', secret, scopes: ['dataaction:read'], organisation: 'org-1' }]),
    );
  });

  it('finds the client with the secret', async () => {
    const checks = new SecretVerifier();

    expect(await checks.find(clients, 'flows', ['the-right-secret'])).toBe(clients.get('flows'));
    expect(await checks.find(clients, 'flows', ['another', 'the-right-secret'])).toBe(clients.get('flows'));
  });

  it.each([
    ['flows', ['the-wrong-secret']],
    ['flows', ['']],
    ['flows', ['x'.repeat(1_025)]],
    ['flows', []],
    ['Flows', ['the-right-secret']],
    ['nobody', ['the-right-secret']],
    ['', ['the-right-secret']],
  ])('finds no client for %s with %j', async (id, secrets) => {
    expect(await new SecretVerifier().find(clients, id, secrets)).toBeUndefined();
  });
});
