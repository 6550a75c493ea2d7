import { Reply, startService, TestService } from './service.js';

/** A service and its customer lookups. Each call is for a different customer, so that none is a cache hit. */
export class Lookups {
  private customers = 0;

  private constructor(
    readonly service: TestService,
    private readonly token: string,
  ) {}

  /** Starts a service with short waits between attempts, and makes a first call. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Lookups> {
    const service = await startService({ environment: { RETRY_BASE_MS: '5', ...environment } });
    const lookups = new Lookups(service, service.world.issuer.token());
    await lookups.one();
    return lookups;
  }

  one(headers: Record<string, string> = {}): Promise<Reply> {
    this.customers += 1;
    return this.service.call('customer-lookup', { customer_id: `c-${this.customers}` }, { token: this.token, headers });
  }

  /** Makes a number of calls with limited concurrency. Returns the count of each code. */
  async many(calls: number, concurrency = 50): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    let left = calls;
    const caller = async (): Promise<void> => {
      while (left-- > 0) {
        const { code } = (await this.one()).body;
        counts[code] = (counts[code] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, caller));
    return counts;
  }

  /**
   * Makes calls one after another. Returns their latencies in ascending order.
   *
   * @throws Error if a call fails
   */
  async latenciesMs(calls: number): Promise<number[]> {
    const tookMs: number[] = [];
    for (let call = 0; call < calls; call += 1) {
      const startedAtMs = performance.now();
      const { body } = await this.one();
      if (!body.success) throw new Error(body.errors.join());
      tookMs.push(performance.now() - startedAtMs);
    }
    return tookMs.sort((one, other) => one - other);
  }

  /** Returns the sum of a metric's samples that contain a text. */
  async metric(name: string, containing: string): Promise<number> {
    const { text } = await this.service.send('/metrics');
    const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(containing));
    return samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Returns the number of attempts at the CRM, including those that never reached it. */
  attempts(): Promise<number> {
    return this.metric('upstream_attempts_total', 'upstream="CRM"');
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}
