import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { networkOf } from '../../config/values/ip-network.js';
import { hours } from '../../time/durations.js';
import { AuthConfig } from '../access/auth.config.js';
import { TryCounter, TryState } from './try-counter.js';

const MAX_TRUSTED = 10_000;
const TRUSTED_FOR_MS = hours(24);
const LONGEST_NAME = 128;

/** Addresses that may make a first failed attempt for one client in a minute, even if the limit is lower. */
const MIN_FIRST_TRIES = 100;

/** One attempt to authenticate as a client from an address. */
export interface SignInTry {
  readonly address: string;
  /** Kind of credentials and client id. Unknown ids count too. */
  readonly client: string;
}

/**
 * Limits three counts of failed attempts: of one address for one client, of one address for all clients, and of all
 * addresses for one client. Only the first limit applies to an address that signed in as the client recently. The third
 * limit does not apply to the first attempt of an address.
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

  /** Returns whether the address signed in as this client recently. */
  isTrusted(attempt: SignInTry): boolean {
    return this.trusted.has(pairOf(attempt));
  }

  /** Returns the failed attempts of the address in the current window, for all clients. */
  wrongTries({ address }: SignInTry): number {
    return this.addresses.count(networkOf(address));
  }

  addressState(address: string): TryState {
    return this.addresses.state(networkOf(address), this.perMinute);
  }

  /** Counts a failed attempt that does not name a client. */
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

  /**
   * Counts an attempt as failed until it ends.
   * @returns a function to call with the result
   */
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

  /** Records that the address signed in as this client. */
  trust(attempt: SignInTry): void {
    this.trusted.set(pairOf(attempt), true);
  }
}

const WEIGHT = { free: 0, busy: 1, 'used-up': 2 } as const;

const clientOf = ({ client }: SignInTry): string => client.slice(0, LONGEST_NAME);

const pairOf = (attempt: SignInTry): string => JSON.stringify([networkOf(attempt.address), clientOf(attempt)]);
