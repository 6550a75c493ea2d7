import { Injectable } from '@nestjs/common';
import { KeySet } from './key-set.js';
import { VerificationKey } from './verification-key.js';

/** Public keys of this service's token endpoint; empty if it is disabled. */
@Injectable()
export class LocalIssuerKeys {
  private keys: KeySet = new Map();
  private reload: (() => Promise<void>) | undefined;

  /** Number of times that the keys were replaced. */
  changes = 0;

  get keyIds(): string[] {
    return [...this.keys.keys()];
  }

  find(keyId: string): readonly VerificationKey[] | undefined {
    return this.keys.get(keyId);
  }

  /** Returns the keys with this id after a reload, because another process may already sign with a new key. */
  async reloadAndFind(keyId: string): Promise<readonly VerificationKey[] | undefined> {
    await this.reload?.();
    return this.find(keyId);
  }

  replace(keys: KeySet): void {
    this.keys = keys;
    this.changes += 1;
  }

  /** Registers the function that loads newer keys. The function limits its own rate. */
  onUnknown(reload: () => Promise<void>): void {
    this.reload = reload;
  }
}
