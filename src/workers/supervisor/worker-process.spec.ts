import { ChildProcess } from 'node:child_process';
import { Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { WorkerProcess } from './worker-process.js';

/** The part of Node's cluster worker that `WorkerProcess` uses. */
class FakeWorker extends EventEmitter {
  readonly process: Partial<ChildProcess>;

  constructor(pid?: number) {
    super();
    this.process = { ...(pid !== undefined && { pid }) };
  }
}

const of = (worker: FakeWorker): WorkerProcess => new WorkerProcess(worker as unknown as Worker, () => undefined);

describe('WorkerProcess', () => {
  it('resolves `exited` with the exit status of its process', async () => {
    const worker = new FakeWorker(7);
    const { exited } = of(worker);
    worker.emit('exit', null, 'SIGKILL');

    expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('resolves `exited` with the error if the system cannot start the process', async () => {
    const worker = new FakeWorker();
    const { exited } = of(worker);
    worker.emit('error', new Error('spawn EMFILE'));

    expect(await exited).toEqual({ code: null, signal: null, error: 'spawn EMFILE' });
  });

  it('ignores a failed message to a process that has exited', async () => {
    const worker = new FakeWorker(7);
    const { exited } = of(worker);
    worker.emit('error', new Error('write EPIPE'));
    worker.emit('exit', 1, null);

    expect(await exited).toEqual({ code: 1, signal: null });
  });
});
