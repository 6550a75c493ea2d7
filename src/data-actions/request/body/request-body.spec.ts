import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { JsonBody, readJsonBody } from './request-body.js';

/** Returns a request of which only the headers have arrived. */
function request(headers: Record<string, string> = {}): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, { 'content-type': 'application/json', ...headers });
  return message;
}

const readBody = (message: IncomingMessage, limitBytes = 100): Promise<JsonBody> =>
  readJsonBody(message, new ServerResponse(message), { limitBytes });

const read = async (message: IncomingMessage, limitBytes?: number): Promise<unknown> =>
  (await readBody(message, limitBytes)).value;

/** Sends these parts and ends the body. */
function deliver(message: IncomingMessage, ...parts: readonly (string | Buffer)[]): IncomingMessage {
  for (const part of parts) message.push(part);
  message.complete = true;
  message.push(null);
  return message;
}

describe('readJsonBody', () => {
  it('joins chunks, even if a chunk ends within a character', async () => {
    const bytes = Buffer.from('{"name":"é😀"}');
    const parts = Array.from(bytes, (byte) => Buffer.from([byte]));

    await expect(read(deliver(request(), ...parts))).resolves.toEqual({ name: 'é😀' });
  });

  it.each([
    ['{"a":"b"}', false],
    ['{"a":"${b}"}', true],
    ['{"a":"\\u0024{b}"}', true],
  ])('returns whether a string in %s may contain a template reference: %s', async (body, mayHaveTemplateReference) => {
    await expect(readBody(deliver(request(), body))).resolves.toMatchObject({ mayHaveTemplateReference });
  });

  it.each([
    ['', 'The body is empty'],
    [Buffer.from([0x22, 0xff, 0x22]), 'The body is not valid UTF-8'],
    ['\ufeff{}', 'The body cannot be read: the text is not valid JSON'],
    ['{"a":', 'The body cannot be read: the JSON text is cut short'],
    ['{"a":$!{input.a}}', "the text is not valid JSON; the Data Action's request template did not fill a value"],
  ])('rejects %j as malformed', async (body, message) => {
    await expect(read(deliver(request(), body))).rejects.toMatchObject({
      code: 'MALFORMED_JSON',
      message: expect.stringContaining(message),
    });
  });

  it('rejects ambiguous JSON as invalid input', async () => {
    await expect(read(deliver(request(), '{"a":1,"a":2}'))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'The body is invalid: the member "a" occurs twice in one object',
    });
  });

  it.each(['aborted', 'close'])('reports an incomplete body: %s', async (event) => {
    const message = request();
    const reading = read(message);
    message.push('{"a":1}');
    message.emit(event);

    await expect(reading).rejects.toMatchObject({
      code: 'MALFORMED_JSON',
      message: expect.stringContaining('cut short'),
    });
  });

  it('reports a body that was aborted before it is read', async () => {
    const message = request();
    message.aborted = true;

    await expect(read(message)).rejects.toMatchObject({ code: 'MALFORMED_JSON' });
  });

  it('reads at most the limit', async () => {
    await expect(read(deliver(request(), `"${'x'.repeat(98)}"`))).resolves.toHaveLength(98);
    await expect(read(deliver(request(), `"${'x'.repeat(99)}"`))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await expect(read(request({ 'content-length': '101' }))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });

  it('removes its listeners', async () => {
    const message = deliver(request(), '{}');
    await read(message);

    expect(['data', 'end', 'aborted', 'close'].map((event) => message.listenerCount(event))).toEqual([0, 0, 0, 0]);
  });

  it.each([
    [{ 'content-type': 'text/plain' }, 'The body must be application/json'],
    [{ 'content-type': '' }, 'The body must be application/json'],
    [{ 'content-type': 'application/json; charset=latin1' }, 'The body must be in UTF-8'],
    [{ 'content-encoding': 'gzip' }, 'The body must not be compressed'],
  ])('rejects the headers %j', async (headers, message) => {
    await expect(read(request(headers))).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE', message });
  });
});
