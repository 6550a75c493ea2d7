import { Socket } from 'node:net';

/** How every interim answer begins; the version may be another minor one. */
const INTERIM = Buffer.from('HTTP/1.1 1');
const MINOR_VERSION_AT = 7;
const SWITCHING = Buffer.from('101');
const END_OF_HEAD = '\r\n\r\n';
/** A head that is longer is for undici to judge. */
const LONGEST_BYTES = 16_384;

/**
 * Passes over the interim answers in front of the final one, as a client must also where it has not asked for them (RFC 9110
 * §15.2); undici gives up at a «100 Continue».
 *
 * @returns to be called as each request is written: what is read next is the head of an answer
 */
export function finalAnswersAlone(socket: Socket): () => void {
  const read = socket.read.bind(socket) as (sizeBytes?: number) => Buffer | null;
  let isAwaited = false;
  let begun: Buffer | undefined;

  socket.read = (sizeBytes?: number): Buffer | null => {
    let piece = read(sizeBytes);
    while (isAwaited && piece !== null) {
      const bytes: Buffer = begun ? Buffer.concat([begun, piece]) : piece;
      const end = bytes.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
      const isCut = end < END_OF_HEAD.length;
      begun = undefined;
      isAwaited = mayBeInterim(bytes) && !(isCut && bytes.length > LONGEST_BYTES);
      if (!isAwaited) return bytes;
      if (isCut) begun = bytes;
      piece = isCut || end === bytes.length ? read(sizeBytes) : bytes.subarray(end);
    }
    return piece;
  };

  return () => {
    isAwaited = true;
    begun = undefined;
  };
}

/** A change of the protocol is none: what follows it is no answer. */
function mayBeInterim(bytes: Buffer): boolean {
  const { length } = INTERIM;
  if (bytes.subarray(length - 1, length + 2).equals(SWITCHING)) return false;
  return bytes.subarray(0, length).every((byte, at) => at === MINOR_VERSION_AT || byte === INTERIM[at]);
}
