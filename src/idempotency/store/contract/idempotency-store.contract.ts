import { claimsContract } from './claims.contract.js';
import { leasesContract } from './leases.contract.js';
import { outcomesContract } from './outcomes.contract.js';
import { StoreUnderTest } from './store-under-test.contract.js';

/** Declares the tests that every store must pass. */
export function idempotencyStoreContract(open: () => Promise<StoreUnderTest>): void {
  claimsContract(open);
  outcomesContract(open);
  leasesContract(open);
}
