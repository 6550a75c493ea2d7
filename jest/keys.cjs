const crypto = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');

const POOL = Symbol.for('rsa keys of the tests');
const FOLDER = join(ROOT, 'node_modules', '.cache', 'jest-keys');

/**
 * An RSA key takes a tenth of a second to make, and hundreds of tests want one. They are kept in files for all processes and
 * runs, and every suite draws from them anew: within a suite no two are the same.
 */
const pool = (crypto[POOL] ??= { pairs: [], make: crypto.generateKeyPairSync });
let drawn = 0;

function pairAt(index) {
  const path = join(FOLDER, `${index}.pem`);
  if (!existsSync(path)) {
    const { privateKey } = pool.make('rsa', { modulusLength: 2_048 });
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    renameSync(`${path}.${process.pid}`, path);
  }
  const privateKey = crypto.createPrivateKey(readFileSync(path));
  return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
}

crypto.generateKeyPairSync = (type, options) => {
  if (type !== 'rsa' || options.modulusLength !== 2_048 || options.publicKeyEncoding || options.privateKeyEncoding)
    return pool.make(type, options);
  pool.pairs[drawn] ??= pairAt(drawn);
  return pool.pairs[drawn++];
};
