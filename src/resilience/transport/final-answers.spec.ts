import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { finalAnswersAlone } from './final-answers.js';

const FINAL = `HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n${'x'.repeat(30_000)}`;
const INTERIM = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 103 Early Hints\r\nLink: </a>\r\n\r\n';

/** What is read of an answer that comes in these pieces, and of what comes behind it. */
function readOf(pieces: readonly string[]): string {
  const socket = new PassThrough({ highWaterMark: 1_000_000 });
  const awaitAnswer = finalAnswersAlone(socket as unknown as Socket);
  awaitAnswer();
  let text = '';
  for (const piece of pieces) {
    socket.write(piece);
    for (let read = socket.read() as Buffer | null; read; read = socket.read() as Buffer | null)
      text += read.toString();
  }
  return text;
}

describe('finalAnswersAlone', () => {
  it('passes over interim answers, be they together with the final one', () => {
    expect(readOf([INTERIM + FINAL])).toBe(FINAL);
    expect(readOf([INTERIM, FINAL])).toBe(FINAL);
  });

  it('passes over them wherever they are cut', () => {
    for (let at = 1; at < INTERIM.length + 20; at += 1) {
      const bytes = INTERIM + FINAL;
      expect(readOf([bytes.slice(0, at), bytes.slice(at)]) === FINAL).toBe(true);
    }
  });

  it.each([
    ['a final answer', FINAL],
    ['a change of the protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['a head without end', `HTTP/1.1 100 Continue\r\nX-Padding: ${'x'.repeat(20_000)}`],
  ])('hands on %s as it is', (_, bytes) => {
    expect(readOf([bytes])).toBe(bytes);
  });

  it('hands on what comes behind a head that is too long, once', () => {
    const pieces = [`HTTP/1.1 100 Continue\r\nX-Padding: ${'x'.repeat(20_000)}`, 'yyy\r\n\r\n', FINAL];

    expect(readOf(pieces) === pieces.join('')).toBe(true);
  });

  it('hands on what looks like one behind the head of the answer', () => {
    expect(readOf(['HTTP/1.1 200 OK\r\n\r\n', INTERIM])).toBe(`HTTP/1.1 200 OK\r\n\r\n${INTERIM}`);
  });
});
