import { Reply, startService, TestService } from './service.js';

/** A service that is asked for one customer after another: another one every time, since what is in the cache asks nobody. */
export class Lookups {
  private asked = 0;

  private constructor(
    readonly service: TestService,
    private readonly token: string,
  ) {}

  /** Starts one with short waits between attempts, and makes a first call. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Lookups> {
    const service = await startService({ environment: { RETRY_BASE_MS: '5', ...environment } });
    const lookups = new Lookups(service, service.world.issuer.token());
    await lookups.one();
    return lookups;
  }

  one(headers: Record<string, string> = {}): Promise<Reply> {
    this.asked += 1;
    return this.service.call('customer-lookup', { customer_id: `c-${this.asked}` }, { token: this.token, headers });
  }

  /** So many, some at a time; how often each code came. */
  async many(calls: number, atATime = 50): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    let left = calls;
    const caller = async (): Promise<void> => {
      while (left-- > 0) {
        const { code } = (await this.one()).body;
        counts[code] = (counts[code] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: atATime }, caller));
    return counts;
  }

  /** How long each of so many took, one after another, the shortest first. @throws where one fails */
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

  /** The sum of a metric's samples that hold a text. */
  async metric(name: string, containing: string): Promise<number> {
    const { text } = await this.service.send('/metrics');
    const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(containing));
    return samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Attempts at the CRM so far, those that never reached it included. */
  attempts(): Promise<number> {
    return this.metric('upstream_attempts_total', 'upstream="CRM"');
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}
