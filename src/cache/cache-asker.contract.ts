import { seconds } from '../durations.js';
import { UpstreamUnavailable } from '../errors/upstream-errors.js';
import { Deadline } from '../resilience/deadline/deadline.js';
import { CacheOptions } from './cache-options.js';
import { CacheLookupResult, ResponseCache } from './response-cache.js';

/** Two caches with the defaults of the configuration that are to behave as one; where a process is all there is, one and the same. */
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

/** Makes caches that share what they keep, and nothing older. */
export type OpenCaches = (surroundings: Surroundings) => Promise<CachePair>;

export type Load = (deadline: Deadline) => Promise<unknown>;

/** A search that counts how often it was asked for. */
export type CountedLoad = Load & { readonly asked: () => number };

interface AskOptions {
  readonly key?: string;
  readonly rule?: CacheOptions;
  readonly skipsCache?: boolean;
  readonly deadline?: Deadline;
}

/** Asks the caches under test, at an instant that the test sets. */
export class Asker {
  one: ResponseCache;
  other: ResponseCache;
  nowMs = Date.UTC(2026, 10, 21, 10, 0, 0);
  random = 0;
  private readonly deadlines: Deadline[] = [];

  static async begin(open: OpenCaches): Promise<Asker> {
    const asker = new Asker();
    Object.assign(asker, await open({ now: () => asker.nowMs, random: () => asker.random }));
    return asker;
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

  async ask(cache: ResponseCache, load: Load, options: AskOptions = {}): Promise<CacheLookupResult> {
    const { key = 'org:action:1:abc', rule = {}, skipsCache = false } = options;
    return cache.getOrLoad({ key, rule, deadline: options.deadline ?? this.deadline(seconds(8)), load, skipsCache });
  }

  /** What is given, and how it was come by. */
  async told(cache: ResponseCache, load: Load, options: AskOptions = {}): Promise<[unknown, string]> {
    const { data, result } = await this.ask(cache, load, options);
    return [data, result];
  }

  /** Has an answer found, and waits until everybody sees it. */
  async keep(data: unknown, rule: CacheOptions = {}): Promise<void> {
    await this.ask(this.one, source(data), { rule });
    await until(async () => (await this.ask(this.other, source(data), { rule })).result === 'hit');
  }
}

/** Gives one after another, and the last for ever. */
export function source(...answers: readonly unknown[]): CountedLoad {
  let asked = 0;
  const load = async (): Promise<unknown> => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return Object.assign(load, { asked: () => asked });
}

export const never: Load = async () => {
  throw new Error('nobody should have asked');
};

/** An upstream that is down. */
export const down = (): CountedLoad => source(new UpstreamUnavailable('CRM', 503));

/** Until what goes on in the background has been done. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
