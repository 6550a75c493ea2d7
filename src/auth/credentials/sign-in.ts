import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Overloaded, RateLimited } from '../../errors/limit-errors.js';
import { RegisteredClient, RegisteredClients } from '../clients/registered-client.js';
import { SecretVerifier } from '../clients/secret-verifier.js';
import { SignInQueue } from './sign-in-queue.js';
import { SignInRateLimit, SignInTry } from './sign-in-rate-limit.js';
import { TryState } from './try-counter.js';

/** Half of the processors at most, and half of libuv's threads: name look-ups and files need them too. */
const MAX_CONCURRENT = Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2)));

const RETRY_WHEN_FULL_MS = 1_000;

/** What a client presents. */
export interface PresentedSecret {
  readonly clients: RegisteredClients;
  /** The kind of credentials: each has clients of its own. */
  readonly kind: 'oauth' | 'basic' | 'api_key' | 'operator';
  readonly id: string;
  /** What the secret may be; more than one where the sender's encoding is not certain. */
  readonly secrets: readonly string[];
  readonly address: string;
}

/**
 * Verifies clients' secrets, a few at a time, so that a flood of wrong ones takes neither the processors nor the threads that
 * others need. How many tries an address has, and which one goes next, is for the rate limit and the queue to decide.
 */
@Injectable()
export class SignIn {
  private readonly queue: SignInQueue;
  private running = 0;

  constructor(
    private readonly verifier: SecretVerifier,
    private readonly limit: SignInRateLimit,
  ) {
    this.queue = new SignInQueue(limit);
  }

  /**
   * Finds the client that a secret belongs to.
   *
   * @returns undefined where there is no such client, or the secret is another
   * @throws RateLimited where the address has been wrong too often, Overloaded where too many wait
   */
  async verify({ clients, kind, id, secrets, address }: PresentedSecret): Promise<RegisteredClient | undefined> {
    const attempt = { address, client: `${kind}:${id}` };
    const state = this.limit.state(attempt);
    if (state.kind === 'used-up') throw this.refusal(state);
    const end = await this.slot(attempt);
    let client: RegisteredClient | undefined;
    try {
      client = await this.verifier.find(clients, id, secrets);
      return client;
    } finally {
      end(client !== undefined);
      this.running -= 1;
      this.startNext();
    }
  }

  /** Counts a request that proves nothing as a wrong try of its address. @throws RateLimited where it has none left */
  countMalformed(address: string): void {
    const state = this.limit.addressState(address);
    if (state.kind === 'used-up') throw this.refusal(state);
    this.limit.countWrong(address);
  }

  /** Notes a success that needed no check, as its result was remembered. */
  confirm({ kind, id, address }: Pick<PresentedSecret, 'kind' | 'id' | 'address'>): void {
    this.limit.trust({ address, client: `${kind}:${id}` });
  }

  /** Waits for a slot. @returns called with the result of the try */
  private slot(attempt: SignInTry): Promise<(isRight: boolean) => void> {
    return new Promise((resolve, reject) => {
      const entry = {
        attempt,
        isTrusted: this.limit.isTrusted(attempt),
        start: () => resolve(this.limit.begin(attempt)),
        refuse: (state?: TryState) => reject(this.refusal(state)),
      };
      if (this.queue.add(entry)) this.startNext();
      else entry.refuse();
    });
  }

  private startNext(): void {
    while (this.running < MAX_CONCURRENT) {
      const next = this.queue.take();
      if (!next) return;
      this.running += 1;
      next.start();
    }
  }

  private refusal(state?: TryState): Overloaded {
    if (state?.kind !== 'used-up')
      return new Overloaded('Too many credentials are being checked', { retryAfterMs: RETRY_WHEN_FULL_MS });
    const { retryAfterMs } = state;
    const policy = { name: 'sign-in', quota: this.limit.perMinute, windowSeconds: 60 };
    return new RateLimited('Too many wrong attempts to sign in', policy, retryAfterMs);
  }
}
