import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Stoppable {
  stop(): Promise<unknown>;
}

const running = new Set<Stoppable>();
const children = new Set<ChildProcess>();
const sockets = new Set<Socket>();
const folders: string[] = [];

// These hooks run after the hooks of the suite, even if one of those failed.
afterAll(async () => {
  for (const resource of [...running].reverse()) await resource.stop();
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const child of children) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Stops a service or a server after the suite, unless a test stops it. The order is the reverse of the starts. */
export function stopAfterSuite<T extends Stoppable>(resource: T): T {
  const stop = resource.stop.bind(resource);
  running.add(resource);
  resource.stop = () => {
    running.delete(resource);
    return stop();
  };
  return resource;
}

/** Kills a process after the suite if it is still running. */
export function killAfterSuite<T extends ChildProcess>(child: T): T {
  children.add(child);
  for (const event of ['exit', 'error']) child.once(event, () => children.delete(child));
  return child;
}

/** Closes a connection after the suite if it is still open. An open connection keeps the test process alive. */
export function closeAfterSuite<T extends Socket>(socket: T): T {
  sockets.add(socket);
  return socket.once('close', () => sockets.delete(socket));
}

/** Creates a folder that is removed after the suite. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  folders.push(folder);
  return folder;
}
