import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Issuer } from '../sandbox/issuer.js';
import { SigningKey } from '../sandbox/signing-key.js';
import { readTokenKeys } from '../src/oauth/key-file.js';
import { rsaKey } from './rsa-key.js';

/** One that signs as the service's own token endpoint does, with the very keys: it makes the forgeries as good as they can be. */
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

/** A key as `OAUTH_SIGNING_KEY_FILE` holds it, and as an issuer of tests signs with it. */
export function ownKey(): { pem: string; key: SigningKey } {
  const privateKey = rsaKey();
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem, key: SigningKey.of(privateKey, readTokenKeys(pem)[0]?.id ?? '') };
}

/** A file in a folder of its own. */
export function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'own-keys-')), 'keys.pem');
  writeFileSync(path, text);
  return path;
}
