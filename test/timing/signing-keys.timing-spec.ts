import { randomBytes } from 'node:crypto';
import { jws } from '../auth/jws.js';
import { startService } from '../support/service.js';
import { until } from '../support/until.js';
import { signingKey } from '../support/world.js';
import { timed } from './timed.js';

it('a flood of tokens with unknown keys delays the use of a new key of the issuer by at most one cooldown', async () => {
  const service = await startService({ environment: { AUTH_JWKS_COOLDOWN_SECONDS: '1' } });
  const call = (token?: string) => service.call('customer-lookup', { customer_id: 'c-1' }, { token });
  const claims = service.world.issuer.claims();
  let isOver = false;
  const flood = async (): Promise<void> => {
    while (!isOver)
      await call(jws({ alg: 'RS256', kid: randomBytes(8).toString('hex') }, claims, () => randomBytes(256)));
  };
  const flooding = [1, 2, 3].map(flood);
  await until(() => service.world.genesys.count('jwks') === 2);

  service.world.issuer.rotate({ key: signingKey() });
  const [, delayMs] = await timed(() => until(async () => (await call()).status === 200));
  isOver = true;
  await Promise.all(flooding);
  await service.stop();

  expect(delayMs).toBeLessThan(1_500);
});
