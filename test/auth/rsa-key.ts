import { createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', 'node_modules', '.cache', 'rsa-keys');

let next = 0;

/**
 * Returns a private RSA key of 2,048 bits that this suite has not used yet. Keys are cached in files, because hundreds of
 * tests need one, and generating it takes about 100 ms.
 */
export function rsaKey(): KeyObject {
  const path = join(FOLDER, `${next++}.pem`);
  try {
    return createPrivateKey(readFileSync(path));
  } catch {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
    return privateKey;
  }
}

export function rsaKeyPair(): { privateKey: KeyObject; publicKey: KeyObject } {
  const privateKey = rsaKey();
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
