import { promisify } from 'node:util';
import { brotliDecompress, unzip } from 'node:zlib';
import { ResponseTooLarge, MAX_RESPONSE_BYTES, BufferedResponse } from './buffered-response.js';

const [brotli, zip] = [promisify(brotliDecompress), promisify(unzip)];

/** An answer as it was before it was packed for the way (RFC 9110 §8.4); spoiled where that cannot be told, or is too large. */
export function decompress(answer: BufferedResponse): BufferedResponse | Promise<BufferedResponse> {
  const { headers, body, defect } = answer;
  const coding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (coding === 'identity' || body.length === 0 || defect) return answer;
  const unpack = coding === 'br' ? brotli : zip;
  return unpack(body, { maxOutputLength: MAX_RESPONSE_BYTES }).then(
    (plain) => ({ ...answer, body: plain }),
    (error: NodeJS.ErrnoException) => ({
      ...answer,
      defect: error.code === 'ERR_BUFFER_TOO_LARGE' ? new ResponseTooLarge({ cause: error }) : error,
    }),
  );
}
