import { seconds } from '../time/durations.js';
import { UpstreamUnavailable } from '../errors/upstream-errors.js';
import { Deadline } from '../resilience/deadline/deadline.js';
import { CacheOptions } from './cache-options.js';
import { Output } from '../json/output.js';
import { CacheStatus } from './cache-lookup.js';
import { ResponseCache } from './response-cache.js';

/** Two caches with the default configuration that share their entries; without Redis, the same cache twice. */
export interface CachePair {
  readonly one: ResponseCache;
  readonly other: ResponseCache;
}

export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Opens two empty caches that share their entries. */
export type OpenCaches = (surroundings: Surroundings) => Promise<CachePair>;

export type Load = (deadline: Deadline) => Promise<unknown>;

/** A load that counts its calls. */
export type CountedLoad = Load & { readonly loads: () => number };

interface Response {
  readonly data: unknown;
  readonly result: CacheStatus;
  readonly ageMs: number;
}

interface CallOptions {
  readonly key?: string;
  readonly options?: CacheOptions;
  readonly skipsCache?: boolean;
  readonly deadline?: Deadline;
}

/** Calls the caches under test, with a clock that the test sets. */
export class CacheCaller {
  one: ResponseCache;
  other: ResponseCache;
  nowMs = Date.UTC(2026, 10, 21, 10, 0, 0);
  random = 0;
  private readonly deadlines: Deadline[] = [];

  static async begin(open: OpenCaches): Promise<CacheCaller> {
    const caller = new CacheCaller();
    Object.assign(caller, await open({ now: () => caller.nowMs, random: () => caller.random }));
    return caller;
  }

  end(): void {
    for (const deadline of this.deadlines) deadline.release();
  }

  advance(ms: number): void {
    this.nowMs += ms;
  }

  deadline(limitMs: number): Deadline {
    const deadline = new Deadline(performance.now(), limitMs);
    this.deadlines.push(deadline);
    return deadline;
  }

  async call(cache: ResponseCache, load: Load, call: CallOptions = {}): Promise<Response> {
    const { key = 'org:action:1:abc', options = {}, skipsCache = false, deadline = this.deadline(seconds(8)) } = call;
    const loadOutput = async (own: Deadline): Promise<Output> => Output.of((await load(own)) as object);
    const { output, ...rest } = await cache.getOrLoad({ key, options, deadline, load: loadOutput, skipsCache });
    return { data: output.data, ...rest };
  }

  /** Returns the output and its cache status. */
  async outcome(cache: ResponseCache, load: Load, options: CallOptions = {}): Promise<[unknown, string]> {
    const { data, result } = await this.call(cache, load, options);
    return [data, result];
  }

  /** Loads an output, and waits until both caches have it. */
  async store(data: unknown, options: CacheOptions = {}): Promise<void> {
    await this.call(this.one, source(data), { options });
    await until(async () => (await this.call(this.other, source(data), { options })).result === 'hit');
  }
}

/** Returns a load function that returns these outputs one after another, and then always the last one. */
export function source(...outputs: readonly unknown[]): CountedLoad {
  let loads = 0;
  const load = async (): Promise<unknown> => {
    const output = outputs[Math.min(loads, outputs.length - 1)];
    loads += 1;
    if (output instanceof Error) throw output;
    return output;
  };
  return Object.assign(load, { loads: () => loads });
}

/** A load that must not run. */
export const unexpectedLoad: Load = async () => {
  throw new Error('Unexpected load');
};

/** Returns a load that fails because the upstream is down. */
export const down = (): CountedLoad => source(new UpstreamUnavailable('CRM', 503));

/** Waits until background work makes a condition true. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
