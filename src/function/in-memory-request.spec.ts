import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { UnreadableRequest } from '../errors/request-errors.js';
import { InMemoryRequest, sendInMemory } from './in-memory-request.js';

const REQUEST: InMemoryRequest = { method: 'POST', url: '/a?b=c', headers: {}, body: Buffer.from('in') };

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

const send = (handle: Handle, over: Partial<InMemoryRequest> = {}, prepare: (connection: object) => void = () => {}) =>
  sendInMemory(createServer(handle), { ...REQUEST, ...over }, prepare);

describe('a request through memory', () => {
  it('reaches a server that does not listen, and brings its answer back', async () => {
    const handle: Handle = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        response.writeHead(201, {
          'X-Told': `${request.method} ${request.url} ${String(request.headers['x-a'])} ${body}`,
        });
        response.end('out');
      });
    };

    const answer = await send(handle, { headers: { 'x-a': 'one' } });

    expect(answer).toMatchObject({ status: 201, headers: { 'x-told': 'POST /a?b=c one in' } });
    expect(answer.body.toString()).toBe('out');
  });

  it('shows the address it was given, and none where it was given none', async () => {
    const handle: Handle = (request, response) => void response.end(String(request.socket.remoteAddress));

    expect((await send(handle, { address: '192.0.2.7' })).body.toString()).toBe('192.0.2.7');
    expect((await send(handle)).body.toString()).toBe('undefined');
  });

  it("gives the server's end of the connection out before the server sees the request", async () => {
    const given: object[] = [];
    const handle: Handle = (request, response) => void response.end(String(given.includes(request.socket)));

    expect((await send(handle, {}, (connection) => given.push(connection))).body.toString()).toBe('true');
  });

  it('counts the body anew, whatever a header says of its length', async () => {
    const handle: Handle = (request, response) => void response.end(request.headers['content-length']);

    expect((await send(handle, { body: Buffer.from('ä') })).body.toString()).toBe('2');
  });

  it('is over once the server has nothing more to do for it', async () => {
    let isOver = false;
    const handle: Handle = (_request, response) => void response.once('close', () => (isOver = true)).end('out');

    await send(handle);

    expect(isOver).toBe(true);
  });

  it('takes an answer to a body that nobody reads', async () => {
    const handle: Handle = (_request, response) => void response.writeHead(401).end('no');

    const answer = await send(handle, { body: Buffer.alloc(5_000_000) });

    expect([answer.status, answer.body.toString()]).toEqual([401, 'no']);
  });

  it.each([
    ['a header with a line break', { headers: { 'x-a': 'a\r\nx-b: b' } }],
    ['a header that is not Latin', { headers: { 'x-a': '名' } }],
    ['an address with a blank', { url: '/a b' }],
    ['a method that is none', { method: 'GET /' }],
  ])('refuses %s', async (_, over) => {
    await expect(send((_request, response) => void response.end(), over)).rejects.toThrow(UnreadableRequest);
  });

  it.each<[string, Handle]>([
    ['hangs up', (request) => request.socket.destroy()],
    ['stops in the middle', (_request, response) => void response.writeHead(200, { 'Content-Length': 9 }).write('out')],
  ])('fails where the server %s', async (_, handle) => {
    const server = createServer((request, response) => {
      handle(request, response);
      setImmediate(() => request.socket.destroy());
    });

    await expect(sendInMemory(server, REQUEST, () => {})).rejects.toThrow(/hang up|aborted/);
  });

  it('keeps requests at the same time apart', async () => {
    const server: Server = createServer((request, response) => {
      setTimeout(() => response.end(request.url), request.url === '/slow' ? 20 : 0);
    });

    const answers = await Promise.all(
      ['/slow', '/quick'].map((url) => sendInMemory(server, { ...REQUEST, url }, () => {})),
    );

    expect(answers.map(({ body }) => body.toString())).toEqual(['/slow', '/quick']);
  });
});
