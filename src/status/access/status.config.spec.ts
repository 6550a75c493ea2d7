import { readConfigs } from '../../config/read-configs.js';
import './status.config.js';

const HASH = `scrypt:ln=15,r=8,p=1:${'a'.repeat(22)}:${'b'.repeat(43)}`;
const read = (environment: Record<string, string>) => () => readConfigs(environment);

describe('the configuration of the status page', () => {
  it('takes a hash of the password, and an inspector behind it', () => {
    expect(read({ STATUS_PASSWORD_HASH: HASH, INSPECTOR_REQUESTS: '5' })).not.toThrow();
  });

  it('takes no inspector without a password, since nothing would protect what it shows', () => {
    expect(read({ INSPECTOR_REQUESTS: '5' })).toThrow('INSPECTOR_REQUESTS needs STATUS_PASSWORD_HASH');
  });

  it('takes no password in clear, and does not repeat it', () => {
    expect(read({ STATUS_PASSWORD_HASH: 'in clear' })).toThrow(
      'STATUS_PASSWORD_HASH must be a hash made by "npm run hash-secret"',
    );
    expect(read({ STATUS_PASSWORD_HASH: 'in clear' })).not.toThrow('in clear');
  });
});
