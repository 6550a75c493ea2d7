import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { networkOf } from '../../config/ip-network.js';
import { hours } from '../../durations.js';
import { AuthConfig } from '../access/auth.config.js';
import { TryCounter, TryState } from './try-counter.js';

const MAX_TRUSTED = 10_000;
const TRUSTED_FOR_MS = hours(24);
const LONGEST_NAME = 128;

/** So many addresses a minute may make their first try for one client, however low the limit of tries is. */
const MIN_FIRST_TRIES = 100;

/** A try to prove one identity from one address. */
export interface SignInTry {
  readonly address: string;
  /** The kind of credentials and the client's id; clients that do not exist count as well. */
  readonly client: string;
}

/**
 * Limits wrong tries; right ones do not count. The buckets belong to an address and to an address with a client, so that a
 * guesser cannot use up what another address has. All addresses together may be wrong for one client as often as one
 * address: this bucket never holds up an address that has signed in lately, nor the first try of another one.
 */
@Injectable()
export class SignInRateLimit {
  private readonly addresses = new TryCounter();
  private readonly pairs = new TryCounter();
  private readonly clients = new TryCounter();
  private readonly firstTries = new TryCounter();
  private readonly trusted = new LRUCache<string, true>({ max: MAX_TRUSTED, ttl: TRUSTED_FOR_MS });
  readonly perMinute: number;

  constructor({ attemptsPerMinute }: AuthConfig) {
    this.perMinute = attemptsPerMinute;
  }

  /** Whether the address has signed in as this client lately. */
  isTrusted(attempt: SignInTry): boolean {
    return this.trusted.has(pairOf(attempt));
  }

  /** Wrong tries from the address in the present window, whatever client they were for. */
  wrongTries({ address }: SignInTry): number {
    return this.addresses.count(networkOf(address));
  }

  addressState(address: string): TryState {
    return this.addresses.state(networkOf(address), this.perMinute);
  }

  /** Counts a wrong try that names no client. */
  countWrong(address: string): void {
    const network = networkOf(address);
    this.addresses.begin(network);
    this.addresses.end(network, true);
  }

  state(attempt: SignInTry): TryState {
    const pair = pairOf(attempt);
    const states = [this.pairs.state(pair, this.perMinute)];
    if (!this.trusted.has(pair)) {
      const client = clientOf(attempt);
      states.push(
        this.addressState(attempt.address),
        this.pairs.count(pair) > 0
          ? this.clients.state(client, this.perMinute)
          : this.firstTries.state(client, Math.max(this.perMinute, MIN_FIRST_TRIES)),
      );
    }
    return states.reduce((worst, state) => (WEIGHT[state.kind] > WEIGHT[worst.kind] ? state : worst));
  }

  /** @returns called when the try has ended, with its result */
  begin(attempt: SignInTry): (isRight: boolean) => void {
    const pair = pairOf(attempt);
    const client = clientOf(attempt);
    const counted: [TryCounter, string][] = [
      ...(this.pairs.count(pair) === 0 ? ([[this.firstTries, client]] as [TryCounter, string][]) : []),
      [this.pairs, pair],
      [this.addresses, networkOf(attempt.address)],
      [this.clients, client],
    ];
    for (const [counter, name] of counted) counter.begin(name);
    return (isRight) => {
      for (const [counter, name] of counted) counter.end(name, !isRight);
      if (isRight) this.trust(attempt);
    };
  }

  /** Notes that the address has signed in as this client. */
  trust(attempt: SignInTry): void {
    this.trusted.set(pairOf(attempt), true);
  }
}

const WEIGHT = { free: 0, busy: 1, 'used-up': 2 } as const;

const clientOf = ({ client }: SignInTry): string => client.slice(0, LONGEST_NAME);

const pairOf = (attempt: SignInTry): string => JSON.stringify([networkOf(attempt.address), clientOf(attempt)]);
