import { readConfigs } from '../../config/variables/read-configs.js';
import './status.config.js';

const HASH = `scrypt:ln=15,r=8,p=1:${'a'.repeat(22)}:${'b'.repeat(43)}`;
const read = (environment: Record<string, string>) => () => readConfigs(environment);

describe('StatusConfig', () => {
  it('accepts a password hash and an inspector', () => {
    expect(read({ STATUS_PASSWORD_HASH: HASH, INSPECTOR_REQUESTS: '5' })).not.toThrow();
  });

  it('rejects an inspector without a password', () => {
    expect(read({ INSPECTOR_REQUESTS: '5' })).toThrow('INSPECTOR_REQUESTS needs STATUS_PASSWORD_HASH');
  });

  it('rejects a plain password and does not repeat it', () => {
    expect(read({ STATUS_PASSWORD_HASH: 'in clear' })).toThrow(
      'STATUS_PASSWORD_HASH must be a hash from "npm run hash-secret"',
    );
    expect(read({ STATUS_PASSWORD_HASH: 'in clear' })).not.toThrow('in clear');
  });
});
