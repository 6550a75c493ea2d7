import { Crm } from '../../../sandbox/upstreams/crm.js';

const CUSTOMER = { status: 200, body: { id: 'c-1', name: 'Ada Lovelace' } };

/**
 * Delays only the CRM's next response, so that the call stays in flight until the test releases the response.
 *
 * @returns a function that releases the response
 */
export function holdResponse(crm: Crm): () => void {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let isNext = true;
  crm.respondWith('customers', async () => {
    if (isNext) {
      isNext = false;
      await released;
    }
    return CUSTOMER;
  });
  return release;
}
