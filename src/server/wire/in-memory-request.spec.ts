import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { UnreadableRequest } from '../../errors/request-errors.js';
import { InMemoryRequest, sendInMemory } from './in-memory-request.js';

const REQUEST: InMemoryRequest = { method: 'POST', url: '/a?b=c', headers: {}, body: Buffer.from('in') };

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

const send = (handle: Handle, over: Partial<InMemoryRequest> = {}, prepare: (connection: object) => void = () => {}) =>
  sendInMemory(createServer(handle), { ...REQUEST, ...over }, prepare);

describe('sendInMemory', () => {
  it('sends to a server that does not listen and returns its response', async () => {
    const handle: Handle = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        response.writeHead(201, {
          'X-Echo': `${request.method} ${request.url} ${String(request.headers['x-a'])} ${body}`,
        });
        response.end('out');
      });
    };

    const response = await send(handle, { headers: { 'x-a': 'one' } });

    expect(response).toMatchObject({ status: 201, headers: { 'x-echo': 'POST /a?b=c one in' } });
    expect(response.body.toString()).toBe('out');
  });

  it('passes the client address to the server, if there is one', async () => {
    const handle: Handle = (request, response) => void response.end(String(request.socket.remoteAddress));

    expect((await send(handle, { address: '192.0.2.7' })).body.toString()).toBe('192.0.2.7');
    expect((await send(handle)).body.toString()).toBe('undefined');
  });

  it("prepares the server's end of the connection before the server reads the request", async () => {
    const prepared: object[] = [];
    const handle: Handle = (request, response) => void response.end(String(prepared.includes(request.socket)));

    expect((await send(handle, {}, (connection) => prepared.push(connection))).body.toString()).toBe('true');
  });

  it('sets the content length from the body', async () => {
    const handle: Handle = (request, response) => void response.end(request.headers['content-length']);

    expect((await send(handle, { body: Buffer.from('ä') })).body.toString()).toBe('2');
  });

  it('returns after the server has closed the response', async () => {
    let isClosed = false;
    const handle: Handle = (_request, response) => void response.once('close', () => (isClosed = true)).end('out');

    await send(handle);

    expect(isClosed).toBe(true);
  });

  it('returns a response that the server sends before it has read the body', async () => {
    const handle: Handle = (_request, response) => void response.writeHead(401).end('no');

    const response = await send(handle, { body: Buffer.alloc(5_000_000) });

    expect([response.status, response.body.toString()]).toEqual([401, 'no']);
  });

  it.each([
    ['a header with a line break', { headers: { 'x-a': 'a\r\nx-b: b' } }],
    ['a header that is not Latin', { headers: { 'x-a': '名' } }],
    ['a URL with a space', { url: '/a b' }],
    ['an invalid method', { method: 'GET /' }],
  ])('rejects %s', async (_, over) => {
    await expect(send((_request, response) => void response.end(), over)).rejects.toThrow(UnreadableRequest);
  });

  it.each<[string, Handle]>([
    ['closes the connection', (request) => request.socket.destroy()],
    [
      'sends half of a response',
      (_request, response) => void response.writeHead(200, { 'Content-Length': 9 }).write('out'),
    ],
  ])('throws if the server %s', async (_, handle) => {
    const server = createServer((request, response) => {
      handle(request, response);
      setImmediate(() => request.socket.destroy());
    });

    await expect(sendInMemory(server, REQUEST, () => {})).rejects.toThrow(/hang up|aborted/);
  });

  it('keeps concurrent requests separate', async () => {
    const server: Server = createServer((request, response) => {
      setTimeout(() => response.end(request.url), request.url === '/slow' ? 20 : 0);
    });

    const responses = await Promise.all(
      ['/slow', '/quick'].map((url) => sendInMemory(server, { ...REQUEST, url }, () => {})),
    );

    expect(responses.map(({ body }) => body.toString())).toEqual(['/slow', '/quick']);
  });
});
