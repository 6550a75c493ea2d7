import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startWorld } from '../support/world.js';
import { httpResponse, RawUpstream } from '../support/network/raw-upstream.js';
import { SELF_SIGNED } from '../support/network/self-signed.js';
import { spawnService } from '../support/spawn-service.js';
import { temporaryFolder } from '../support/clean-up.js';

describe('an upstream with TLS', () => {
  it('is called over one kept-alive connection despite slow responses, if its certificate is trusted', async () => {
    const certificate = join(temporaryFolder('upstream'), 'cert.pem');
    writeFileSync(certificate, SELF_SIGNED.cert);
    const crm = await RawUpstream.start(
      async (socket) => {
        await setTimeout(600);
        socket.write(httpResponse({ id: 'c-1', name: 'Ada', tier: 'gold', email: 'ada@example.com' }));
      },
      { secure: true },
    );
    const world = await startWorld();
    const environment = { CRM_BASE_URL: crm.url, UPSTREAM_CONNECT_TIMEOUT_MS: '500' };
    const service = await spawnService(world, { ...environment, NODE_EXTRA_CA_CERTS: certificate });

    for (const customer of ['c-1', 'c-2']) {
      const reply = await service.call(world.issuer.token(), { customer_id: customer });
      expect(await reply.json()).toMatchObject({ success: true, data: { profile: { name: 'Ada' } } });
    }

    expect([crm.connections, crm.requests]).toEqual([1, 2]);
    await service.kill();
    await world.stop();
  }, 60_000);
});
