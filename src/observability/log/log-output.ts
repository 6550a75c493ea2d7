import { constants, fstatSync, openSync, writeSync } from 'node:fs';

export interface LogOutputOptions {
  /** Writes as much of the text as the output accepts. @returns the number of bytes written @throws the system's error */
  readonly write: (bytes: Buffer) => number;
  /** Writes a warning. Called once, when the first lines are lost. */
  readonly warn: (message: string) => void;
  readonly maxBufferedBytes?: number;
}

/** Room for about a thousand lines: enough for a reader that pauses, and little memory. */
const MAX_BUFFERED_BYTES = 512 * 1_024;
const RETRY_MS = 50;

/**
 * Writes log lines. Never stops the service: it does not block, throw or buffer without a limit.
 *
 * If the reader is too slow, lines wait in a buffer. If the buffer is full, new lines are dropped. If the output fails
 * (`ENOSPC`, `EDQUOT`, `EIO`, `EPIPE`), lines are dropped at once, and the next line is a new attempt.
 */
export class LogOutput {
  private readonly maxBufferedBytes: number;
  private readonly pending: Buffer[] = [];
  private pendingBytes = 0;
  /** Bytes of the first pending line that are already written. */
  private offset = 0;
  /** Whether the output ends with an incomplete line, because the rest of this line was dropped. */
  private isTorn = false;
  private dropped = 0;
  private hasWarned = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LogOutputOptions) {
    this.maxBufferedBytes = options.maxBufferedBytes ?? MAX_BUFFERED_BYTES;
  }

  get droppedLines(): number {
    return this.dropped;
  }

  /** @param line with its line break */
  write(line: string): void {
    const bytes = Buffer.from(this.isTorn ? `\n${line}` : line);
    if (this.pending.length > 0 && this.pendingBytes + bytes.length > this.maxBufferedBytes) {
      this.drop(1, 'its reader is too slow');
      return;
    }
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    if (this.pending.length === 1) this.writePending();
  }

  /** Waits until the buffer is written, or until `limitMs` is over. */
  async flush(limitMs: number): Promise<void> {
    const startedAtMs = performance.now();
    while (this.pending.length > 0 && performance.now() - startedAtMs < limitMs) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      this.writePending();
    }
  }

  private writePending(): void {
    clearTimeout(this.timer);
    try {
      for (let line = this.pending[0]; line; line = this.pending[0]) {
        this.offset += this.options.write(this.offset > 0 ? line.subarray(this.offset) : line);
        this.isTorn = false;
        if (this.offset < line.length) continue;
        this.pending.shift();
        this.pendingBytes -= line.length;
        this.offset = 0;
      }
    } catch (error) {
      this.fail((error as NodeJS.ErrnoException).code ?? String(error));
    }
  }

  private fail(code: string): void {
    if (code === 'EAGAIN') {
      this.timer = setTimeout(() => this.writePending(), RETRY_MS).unref();
      return;
    }
    this.isTorn ||= this.offset > 0;
    this.offset = 0;
    this.pendingBytes = 0;
    this.drop(this.pending.splice(0).length, code);
  }

  private drop(lines: number, reason: string): void {
    this.dropped += lines;
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.options.warn(
      `Cannot write log lines to standard output (${reason}). Dropped lines are counted in log_lines_dropped_total`,
    );
  }
}

/** The undocumented handle of `process.stdout`, present if it is a socket or a pipe. */
type StreamHandle = { _handle?: { setBlocking?(isBlocking: boolean): void } };

/**
 * Returns a function that writes to an output of this process and never waits.
 *
 * This process and its workers share the pipe or socket and its non-blocking flag. Node resets the flag when a worker ends.
 * Therefore this function opens a pipe again, and sets the flag of a socket with each write.
 */
function nonBlockingWriter(fd: 1 | 2): (bytes: Buffer) => number {
  try {
    const own = fstatSync(fd).isFIFO() && openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
    if (own !== false) return (bytes) => writeSync(own, bytes);
  } catch {
    // The system has no /proc, or the pipe belongs to another user.
  }
  const stream = fd === 1 ? process.stdout : process.stderr;
  // Without a listener, an error would end the process.
  if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
  const { _handle: handle } = stream as StreamHandle;
  return (bytes) => {
    handle?.setBlocking?.(false);
    return writeSync(fd, bytes);
  };
}

function standardOutput(): LogOutput {
  const warn = nonBlockingWriter(2);
  return new LogOutput({
    write: nonBlockingWriter(1),
    warn: (message) => {
      try {
        warn(Buffer.from(`${message}\n`));
      } catch {
        // Ignored: standard error is often the same pipe or disk.
      }
    },
  });
}

let output: LogOutput | undefined;

/** Returns the log output of this process. The first call creates it. */
export const logOutput = (): LogOutput => (output ??= standardOutput());
