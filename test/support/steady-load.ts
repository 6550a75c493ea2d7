import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** The response to one call. The status is 0 if there was no response. */
export interface LoadReply {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

const TICK_MS = 10;

/** Makes calls at a constant rate until it is ended. It does not wait for earlier calls. */
export class SteadyLoad {
  private readonly calls: Promise<void>[] = [];
  private readonly running: Promise<void>;
  private isOver = false;

  /** @param call makes one call. Its argument is the number of the call, from 0 */
  constructor(
    private readonly callsPerSecond: number,
    private readonly call: (number: number) => Promise<void>,
  ) {
    this.running = this.run();
  }

  /** Stops the load and waits for all responses. Returns the number of calls. */
  async end(): Promise<number> {
    this.isOver = true;
    await this.running;
    await Promise.all(this.calls);
    return this.calls.length;
  }

  private async run(): Promise<void> {
    const startedAtMs = performance.now();
    while (!this.isOver) {
      const due = ((performance.now() - startedAtMs) * this.callsPerSecond) / 1_000;
      while (this.calls.length < due) this.calls.push(this.call(this.calls.length));
      await sleep(TICK_MS);
    }
  }
}

/** Posts JSON over keep-alive connections. */
export class Poster {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 100 });

  constructor(
    private readonly port: number,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<LoadReply> {
    return new Promise((resolve) => {
      const fail = (error: Error): void => resolve({ status: 0, code: 'LOST', text: error.message });
      const call = request(
        {
          host: '127.0.0.1',
          port: this.port,
          agent: this.agent,
          method: 'POST',
          path,
          headers: { 'Content-Type': 'application/json', ...this.headers, ...headers },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('error', fail);
          response.on('end', () => resolve({ status: response.statusCode ?? 0, code: codeIn(text), text }));
        },
      );
      call.on('error', fail);
      call.end(JSON.stringify(body));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

const codeIn = (text: string): string => /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? '';

export function countOutcomes(replies: readonly LoadReply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code } of replies) counts[`${status} ${code}`] = (counts[`${status} ${code}`] ?? 0) + 1;
  return counts;
}
