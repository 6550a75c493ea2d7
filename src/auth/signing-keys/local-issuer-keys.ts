import { Injectable } from '@nestjs/common';
import { KeySet } from './key-set.js';
import { VerificationKey } from './verification-key.js';

/** The public keys of this service's own token endpoint, which puts them here; without one there are none. */
@Injectable()
export class LocalIssuerKeys {
  private keys: KeySet = new Map();
  private reload: (() => Promise<void>) | undefined;

  /** Counts how often they were replaced. */
  changes = 0;

  get keyIds(): string[] {
    return [...this.keys.keys()];
  }

  find(keyId: string): readonly VerificationKey[] | undefined {
    return this.keys.get(keyId);
  }

  /** The key, once their owner has looked whether there are newer ones: another process may sign with them already. */
  async findAnew(keyId: string): Promise<readonly VerificationKey[] | undefined> {
    await this.reload?.();
    return this.find(keyId);
  }

  hold(keys: KeySet): void {
    this.keys = keys;
    this.changes += 1;
  }

  /** @param reload looks for newer keys, and does so no more often than can do harm */
  onUnknown(reload: () => Promise<void>): void {
    this.reload = reload;
  }
}
