import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Issuer } from '../../sandbox/issuer/issuer.js';
import { SigningKey } from '../../sandbox/issuer/signing-key.js';
import { readTokenKeys } from '../../src/oauth/keys/key-file.js';
import { rsaKey } from '../auth/rsa-key.js';
import { temporaryFolder } from '../support/clean-up.js';

/** An issuer that signs like the service's token endpoint, with the same keys. Each of its forgeries has only one defect. */
export class OwnIssuer extends Issuer {
  override url = 'urn:dataactions:token-endpoint';

  constructor(
    readonly clientId: string,
    key: SigningKey,
  ) {
    super(undefined, key);
  }

  override claims(): Record<string, unknown> {
    return { ...super.claims(), sub: this.clientId, client_id: this.clientId };
  }
}

/** Returns a key in the format of `OAUTH_SIGNING_KEY_FILE`, and as a signing key for a test issuer. */
export function ownKey(): { pem: string; key: SigningKey } {
  const privateKey = rsaKey();
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem, key: SigningKey.of(privateKey, readTokenKeys(pem)[0]?.id ?? '') };
}

/** Returns the path of a new file in a temporary folder. */
export function fileWith(text: string): string {
  const path = join(temporaryFolder('own-keys'), 'keys.pem');
  writeFileSync(path, text);
  return path;
}
