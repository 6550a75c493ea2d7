import { writeFileSync } from 'node:fs';
import { startWorld, World } from '../support/world.js';
import { basic, clientsVariable } from './known-clients.js';
import { fileWith, ownKey } from './own-issuer.js';
import { startService, TestService } from '../support/service.js';

const OLD = ownKey();
const NEW = ownKey();
const CLIENT = { id: 'flows', secret: 'the-secret-of-the-flows', scopes: ['dataaction:read'] };

describe("the rotation of the token endpoint's signing keys", () => {
  let world: World;
  let file: string;
  let replicas: TestService[];

  beforeAll(async () => {
    world = await startWorld();
    file = fileWith(OLD.pem);
    const environment = {
      AUTH_JWKS_URL: '',
      AUTH_ISSUER: '',
      OAUTH_CLIENTS: await clientsVariable([CLIENT]),
      OAUTH_SIGNING_KEY_FILE: file,
      AUTH_ATTEMPTS_PER_MINUTE: '10000',
    };
    replicas = [await startService({ world, environment }), await startService({ world, environment })];
  });

  async function tokenFrom(replica: TestService): Promise<string> {
    const { body } = await replica.send('/oauth/token', {
      method: 'POST',
      headers: { Authorization: basic(CLIENT.id, CLIENT.secret) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return String(body['access_token']);
  }

  const keyOf = (token: string): string =>
    (JSON.parse(Buffer.from(token.split('.', 1).join(), 'base64url').toString()) as { kid: string }).kid;

  it('causes no rejection of a valid token at any replica while both keys are in the file', async () => {
    const tokens = [await tokenFrom(replicas[0] as TestService)];
    const rejections: number[] = [];
    writeFileSync(file, NEW.pem + OLD.pem);
    const signers = new Set<string>();
    for (let after = 0; after < 3; after += signers.size === 2 ? 1 : 0) {
      for (const replica of replicas) {
        const token = await tokenFrom(replica);
        signers.add(keyOf(token));
        tokens.push(token);
        for (const other of replicas) {
          for (const issued of [token, tokens[0]]) {
            const { status } = await other.call('customer-lookup', { customer_id: 'c-1' }, { token: issued });
            if (status !== 200) rejections.push(status);
          }
        }
      }
    }

    expect(rejections).toEqual([]);
    expect([...signers]).toEqual([OLD.key.kid, NEW.key.kid]);
    expect(tokens.length).toBeGreaterThan(5);
  });
});
