import { Crm } from '../sandbox/crm.js';

const CUSTOMER = { status: 200, body: { id: 'c-1', name: 'Ada Lovelace' } };

/**
 * Makes the CRM keep its next caller waiting, and no other, until the test says so: it is under way for as long as the test
 * takes, on whatever machine.
 *
 * @returns lets the caller have its answer
 */
export function holdResponse(crm: Crm): () => void {
  let give = (): void => undefined;
  const isTime = new Promise<void>((resolve) => (give = resolve));
  let isNext = true;
  crm.respondWith('customers', async () => {
    if (isNext) {
      isNext = false;
      await isTime;
    }
    return CUSTOMER;
  });
  return give;
}
