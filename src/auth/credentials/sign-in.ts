import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Overloaded, RateLimited } from '../../errors/limit-errors.js';
import { RegisteredClient, RegisteredClients } from '../clients/registered-client.js';
import { SecretVerifier } from '../clients/secret-verifier.js';
import { SignInQueue } from './sign-in-queue.js';
import { SignInRateLimit, SignInTry } from './sign-in-rate-limit.js';
import { TryState } from './try-counter.js';

/** At most half of the CPUs and half of libuv's threads, because DNS lookups and file access need threads too. */
const MAX_CONCURRENT = Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2)));

const RETRY_WHEN_FULL_MS = 1_000;

export interface PresentedSecret {
  readonly clients: RegisteredClients;
  /** Kind of credentials. Each kind has its own clients, so an id can name a different client in each kind. */
  readonly kind: 'oauth' | 'basic' | 'api_key' | 'operator';
  readonly id: string;
  /** Possible secrets: more than one if the encoding of the header is ambiguous. */
  readonly secrets: readonly string[];
  readonly address: string;
}

/**
 * Verifies client secrets with limited concurrency, so that a flood of wrong secrets leaves CPU and threads to other
 * calls.
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
   * Returns the client with this id and secret, or undefined.
   *
   * @throws RateLimited after too many failed attempts of the address
   * @throws Overloaded if too many attempts wait
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

  /** Counts malformed credentials as a failed attempt. @throws RateLimited if the address has no attempts left */
  countMalformed(address: string): void {
    const state = this.limit.addressState(address);
    if (state.kind === 'used-up') throw this.refusal(state);
    this.limit.countWrong(address);
  }

  /** Records a successful sign-in. Call it for cached results, which `verify` does not see. */
  confirm({ kind, id, address }: Pick<PresentedSecret, 'kind' | 'id' | 'address'>): void {
    this.limit.trust({ address, client: `${kind}:${id}` });
  }

  /** Waits for a slot. @returns a function to call with the result */
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
    return new RateLimited('Too many failed attempts to sign in', policy, retryAfterMs);
  }
}
