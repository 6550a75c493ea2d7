import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Overloaded } from '../../errors/limit-errors.js';
import { RegisteredClient, RegisteredClients } from './registered-client.js';
import { dummyHashLike, isSecret, SecretHash } from './secret-hash.js';

/** Half of the processors at most, and half of libuv's threads: name look-ups and files need them too. */
const MAX_CONCURRENT = Math.min(2, Math.max(1, Math.floor(availableParallelism() / 2)));
const MAX_WAITING = 32;
const LONGEST_SECRET = 1_024;

/**
 * Checks clients' secrets, a few at a time, so that a flood of wrong ones takes neither the processors nor the threads that
 * others need. An unknown client costs the same as a known one, and a wrong secret the same as a right one.
 */
@Injectable()
export class SecretVerifier {
  private readonly decoys = new WeakMap<RegisteredClients, SecretHash>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /**
   * @param secrets what may be meant; more than one where the sender's encoding is not certain
   * @returns undefined where there is no such client, or the secret is another
   * @throws Overloaded where too many wait already
   */
  async find(
    clients: RegisteredClients,
    id: string,
    secrets: readonly string[],
  ): Promise<RegisteredClient | undefined> {
    const client = clients.get(id);
    const hash = client?.secret ?? this.decoyFor(clients);
    let isRight = false;
    for (const secret of secrets) {
      if (secret === '' || secret.length > LONGEST_SECRET) continue;
      if (await this.withSlot(() => isSecret(secret, hash))) isRight = true;
    }
    return isRight ? client : undefined;
  }

  private decoyFor(clients: RegisteredClients): SecretHash {
    const [{ secret }] = clients.values() as unknown as [RegisteredClient];
    const decoy = this.decoys.get(clients) ?? dummyHashLike(secret);
    this.decoys.set(clients, decoy);
    return decoy;
  }

  private async withSlot<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= MAX_CONCURRENT) {
      if (this.waiting.length >= MAX_WAITING) throw new Overloaded('Too many credentials are being checked');
      // The turn passes from one to the next; nobody can come between.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
