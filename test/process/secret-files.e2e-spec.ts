import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startService, TestService, until } from '../support/service.js';
import { temporaryFolder } from '../support/clean-up.js';

describe('secrets in files', () => {
  const folder = temporaryFolder('secrets');
  const file = join(folder, 'crm-api-key');
  let service: TestService;

  beforeAll(async () => {
    writeFileSync(file, 'first-key\n');
    service = await startService({ environment: { CRM_API_KEY: '', CRM_API_KEY_FILE: file } });
  });

  async function keySentFor(customerId: string): Promise<unknown> {
    service.world.reset();
    await service.call('customer-lookup', { customer_id: customerId });
    return service.world.crm.calls('customers')[0]?.headers['x-api-key'];
  }

  it('reach the upstream, also after a rotation without a restart', async () => {
    expect(await keySentFor('c-1')).toBe('first-key');

    writeFileSync(file, 'second-key\n');
    let calls = 1;
    await until(async () => (await keySentFor(`c-${(calls += 1)}`)) === 'second-key');
  });
});
