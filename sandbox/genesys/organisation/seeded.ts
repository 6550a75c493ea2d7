import { hash } from 'node:crypto';

/** Returns a number below 2^32 that depends only on the words, so that generated data is the same in every run. */
export function seeded(...words: readonly (string | number)[]): number {
  return digest(words).readUInt32BE(0);
}

/** Returns one of the choices. The result depends only on the words. */
export function seededChoice<T>(choices: readonly [T, ...T[]], ...words: readonly (string | number)[]): T {
  return choices[seeded(...words) % choices.length] ?? choices[0];
}

/** Returns a UUID in the form of version 4 (RFC 9562 §5.4) that depends only on the words. */
export function seededId(...words: readonly (string | number)[]): string {
  const bytes = digest(words).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function digest(words: readonly (string | number)[]): Buffer {
  return hash('sha256', words.join('\n'), 'buffer');
}
