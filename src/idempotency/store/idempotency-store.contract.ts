import { claimsContract } from './claims.contract.js';
import { leasesContract } from './leases.contract.js';
import { outcomesContract } from './outcomes.contract.js';
import { StoreUnderTest } from './store-under-test.contract.js';

/** What every store does, whatever it is made of. */
export function idempotencyStoreContract(open: () => Promise<StoreUnderTest>): void {
  claimsContract(open);
  outcomesContract(open);
  leasesContract(open);
}
