import { Issuer } from '../sandbox/issuer.js';
import { otherClaims } from './forged-claims.js';
import { otherHeaders } from './forged-headers.js';
import { Forgery, otherAlgorithms, otherEncodings, otherSegments, otherSignatures } from './forged-tokens.js';
import { startService, TestService } from './service.js';
import { flawsOf } from './whole-envelope.js';

const CORPUS: readonly [name: string, atLeast: number, make: (issuer: Issuer) => Forgery[]][] = [
  ['other algorithms', 250, otherAlgorithms],
  ['other signatures', 80, otherSignatures],
  ['other encodings', 30, otherEncodings],
  ['other segments', 35, otherSegments],
  ['other headers', 80, otherHeaders],
  ['other claims', 130, otherClaims],
];

describe('a forged token', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  const call = (token: string) => service.call('customer-lookup', { customer_id: 'c-1' }, { token });

  it.each(CORPUS)('is refused, and nobody learns why: %s', async (_, atLeast, make) => {
    const forgeries = make(service.world.issuer);
    const accepted: string[] = [];

    for (const { flaw, token } of forgeries) {
      const reply = await call(token);
      const isRefused =
        reply.status === 401 &&
        reply.headers.get('WWW-Authenticate') === 'Bearer error="invalid_token"' &&
        reply.body.code === 'UNAUTHENTICATED' &&
        reply.body.errors.join() === 'The bearer token is not valid' &&
        flawsOf(reply).length === 0;
      if (!isRefused) accepted.push(`${flaw}: ${reply.status} ${reply.text}`);
    }

    expect(accepted).toEqual([]);
    expect(forgeries.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('does not harm the genuine one', async () => {
    expect((await call(service.world.issuer.token())).status).toBe(200);
  });
});
