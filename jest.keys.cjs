const crypto = require('node:crypto');

const POOL = Symbol.for('rsa keys of the tests');

/**
 * An RSA key takes a quarter of a second to make, and hundreds of tests want one. Each process makes a few, and every suite
 * draws from them anew: within a suite no two are the same.
 */
const pool = (crypto[POOL] ??= { pairs: [], make: crypto.generateKeyPairSync });
let drawn = 0;

crypto.generateKeyPairSync = (type, options) => {
  if (type !== 'rsa' || options.modulusLength !== 2_048 || options.publicKeyEncoding || options.privateKeyEncoding)
    return pool.make(type, options);
  pool.pairs[drawn] ??= pool.make(type, options);
  return pool.pairs[drawn++];
};
