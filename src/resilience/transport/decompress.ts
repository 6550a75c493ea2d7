import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { Slots } from '../../limits/queue/slots.js';
import { BufferedResponse, ResponseTooLarge, UndecodableResponse, MAX_RESPONSE_BYTES } from './buffered-response.js';

/** Limits concurrent decompressions, because each needs a window of up to 16 MB. */
const DECODING = new Slots(4);

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** Maximum number of content codings. More than one is rare, and each costs a pass over the body. */
const MAX_CODINGS = 3;

const [unzip, inflate, inflateRaw, brotli] = [
  promisify(zlib.unzip),
  promisify(zlib.inflate),
  promisify(zlib.inflateRaw),
  promisify(zlib.brotliDecompress),
] as Decode[] as [Decode, Decode, Decode, Decode];

/** `deflate` means the zlib format, but some servers send raw deflate (RFC 9110 §8.4.1.2). A zlib header contains method 8. */
const deflate: Decode = (body, options) => ((body[0] ?? 0) % 16 === 8 ? inflate : inflateRaw)(body, options);

/** Available from Node 22.15 on. */
const { zstdDecompress } = zlib as { zstdDecompress?: (body: Buffer, options: object, done: () => void) => void };

const DECODERS = new Map<string, Decode>([
  ['gzip', unzip],
  ['x-gzip', unzip],
  ['deflate', deflate],
  ['br', brotli],
  ...(zstdDecompress ? ([['zstd', promisify(zstdDecompress) as unknown as Decode]] as const) : []),
]);

/** Supported codings as `Accept-Encoding` lists them. */
export const ACCEPTED_CODINGS = ['gzip', 'deflate', 'br', 'zstd'].filter((name) => DECODERS.has(name)).join(', ');

/**
 * Reverses the content codings of a response, the last applied first (RFC 9110 §8.4). Ignores unknown codings, because some
 * servers name one and send plain JSON. A body that cannot be decoded or is larger than the limit becomes a defect.
 */
export function decompress(
  response: BufferedResponse,
  maxBytes = MAX_RESPONSE_BYTES,
): BufferedResponse | Promise<BufferedResponse> {
  const { headers, body, defect } = response;
  const encoding = headers['content-encoding'];
  if (encoding === undefined || body.length === 0 || defect) return response;
  const codings = codingsIn(encoding);
  if (codings.length === 0) return response;
  return DECODING.run(() => decode(body, codings, maxBytes)).then(
    (plain) => ({ ...response, body: plain }),
    (error: NodeJS.ErrnoException) => ({ ...response, defect: defectOf(error) }),
  );
}

const codingsIn = (header: string): string[] =>
  header
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');

async function decode(body: Buffer, codings: readonly string[], maxOutputLength: number): Promise<Buffer> {
  if (codings.length > MAX_CODINGS) throw new Error(`more than ${MAX_CODINGS} content codings`);
  let plain = body;
  for (const coding of codings.toReversed())
    plain = (await DECODERS.get(coding)?.(plain, { maxOutputLength })) ?? plain;
  return plain;
}

function defectOf(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ERR_BUFFER_TOO_LARGE') return new ResponseTooLarge({ cause: error });
  // The compressed bytes end early, as if the connection had closed.
  return error.code === 'Z_BUF_ERROR' ? error : new UndecodableResponse({ cause: error });
}
