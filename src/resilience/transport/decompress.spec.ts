import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { ACCEPTED_CODINGS, decompress } from './decompress.js';
import { BufferedResponse, ResponseTooLarge, UndecodableResponse } from './buffered-response.js';

const LIMIT_BYTES = 2 * 1_024 * 1_024;

const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
const codings = Object.keys(pack) as (keyof typeof pack)[];

const responseIn = (coding: string, body: Buffer): BufferedResponse => ({
  status: 200,
  headers: { 'content-encoding': coding },
  body,
});

describe('decompress', () => {
  it.each(codings)('decodes %s', async (coding) => {
    const { body, defect } = await decompress(responseIn(coding.toUpperCase(), pack[coding]('{"name":"吳健雄"}')));

    expect([body.toString(), defect]).toEqual(['{"name":"吳健雄"}', undefined]);
  });

  it.each(codings)('decodes up to 2 MB of %s, and reports a larger body as too large', async (coding) => {
    for (const [sizeBytes, defect] of [
      [LIMIT_BYTES, undefined],
      [LIMIT_BYTES + 1, expect.any(ResponseTooLarge)],
      [50_000_000, expect.any(ResponseTooLarge)],
    ] as const)
      expect((await decompress(responseIn(coding, pack[coding](Buffer.alloc(sizeBytes, ' '))))).defect).toEqual(defect);
  });

  it.each([
    ['cut short', 'gzip', gzipSync('{"id":"c-1"}').subarray(0, 20)],
    ['not in the named coding', 'gzip', Buffer.from('{"id":"c-1"}')],
    ['in too many codings', 'gzip,'.repeat(50), gzipSync('{"id":"c-1"}')],
  ])('reports a defect for bytes that are %s', async (_, coding, body) => {
    expect((await decompress(responseIn(coding, body))).defect).toBeDefined();
  });

  it.each([
    ['plain', responseIn('identity', Buffer.from('{}'))],
    ['empty', responseIn('gzip', Buffer.alloc(0))],
    ['defective', { ...responseIn('gzip', Buffer.from('{')), defect: new Error('aborted') }],
  ])('returns a body that is %s unchanged', (_, response) => {
    expect(decompress(response)).toBe(response);
  });

  it.each([
    ['raw deflate', 'deflate', deflateRawSync('{"id":"c-1"}')],
    ['x-gzip', 'x-gzip', gzipSync('{"id":"c-1"}')],
    ['a list', 'gzip, br', brotliCompressSync(gzipSync('{"id":"c-1"}'))],
    ['a list with identity and blanks', ' identity ,GZIP,', gzipSync('{"id":"c-1"}')],
    ['a coding that is not known, on plain JSON', 'rot13', Buffer.from('{"id":"c-1"}')],
    ['a known coding and an unknown one', 'gzip, aws-chunked', gzipSync('{"id":"c-1"}')],
  ])('decodes %s', async (_, coding, body) => {
    const decoded = await decompress(responseIn(coding, body));

    expect([decoded.body.toString(), decoded.defect]).toEqual(['{"id":"c-1"}', undefined]);
  });

  it('distinguishes incomplete bytes from invalid ones', async () => {
    const whole = gzipSync('{"id":"c-1"}'.repeat(100));
    const { defect: cut } = await decompress(responseIn('gzip', whole.subarray(0, 30)));
    const { defect: other } = await decompress(responseIn('gzip', Buffer.from('{"id":"c-1"}')));

    expect(cut).not.toBeInstanceOf(UndecodableResponse);
    expect(other).toBeInstanceOf(UndecodableResponse);
  });

  it('announces the supported codings, and zstd only if Node supports it', () => {
    const hasZstd = 'zstdDecompress' in process.getBuiltinModule('node:zlib');

    expect(ACCEPTED_CODINGS).toBe(hasZstd ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br');
  });
});
