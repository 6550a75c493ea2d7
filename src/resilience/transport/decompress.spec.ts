import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { decompress } from './decompress.js';
import { ResponseTooLarge, BufferedResponse } from './buffered-response.js';

const LIMIT_BYTES = 2 * 1_024 * 1_024;

const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
const codings = Object.keys(pack) as (keyof typeof pack)[];

const answerIn = (coding: string, body: Buffer): BufferedResponse => ({
  status: 200,
  headers: { 'content-encoding': coding },
  body,
});

describe('decompress', () => {
  it.each(codings)('gives an answer as it was before %s', async (coding) => {
    const { body, defect } = await decompress(answerIn(coding.toUpperCase(), pack[coding]('{"name":"吳健雄"}')));

    expect([body.toString(), defect]).toEqual(['{"name":"吳健雄"}', undefined]);
  });

  it.each(codings)('takes 2 MB in %s, not a byte more, and never unpacks the rest', async (coding) => {
    for (const [sizeBytes, defect] of [
      [LIMIT_BYTES, undefined],
      [LIMIT_BYTES + 1, expect.any(ResponseTooLarge)],
      [50_000_000, expect.any(ResponseTooLarge)],
    ] as const)
      expect((await decompress(answerIn(coding, pack[coding](Buffer.alloc(sizeBytes, ' '))))).defect).toEqual(defect);
  });

  it.each([
    ['cut short', 'gzip', gzipSync('{"id":"c-1"}').subarray(0, 20)],
    ['not what they are called', 'gzip', Buffer.from('{"id":"c-1"}')],
    ['in a coding that nobody knows', 'rot13', Buffer.from('{"id":"c-1"}')],
  ])('tells a defect of bytes that are %s', async (_, coding, body) => {
    expect((await decompress(answerIn(coding, body))).defect).toBeDefined();
  });

  it.each([
    ['plain', answerIn('identity', Buffer.from('{}'))],
    ['empty', answerIn('gzip', Buffer.alloc(0))],
    ['spoiled', { ...answerIn('gzip', Buffer.from('{')), defect: new Error('aborted') }],
  ])('leaves one alone that is %s', (_, answer) => {
    expect(decompress(answer)).toBe(answer);
  });
});
