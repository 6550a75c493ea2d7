import type { RedisClient } from './client/redis-client.js';

/**
 * Warns if Redis can lose idempotency keys: a policy other than `noeviction` evicts keys when the memory is full, and a restart
 * without persistence loses all of them. Logs nothing if `CONFIG` is forbidden, as on many managed services.
 */
export async function warnOfForgetfulSettings(client: RedisClient, warn: (warning: string) => void): Promise<void> {
  const read = (name: string): Promise<Record<string, string>> => client.configGet(name);
  try {
    const [{ 'maxmemory-policy': policy }, { appendonly }, { save }] = await Promise.all([
      read('maxmemory-policy'),
      read('appendonly'),
      read('save'),
    ]);
    if (policy !== undefined && policy !== 'noeviction')
      warn(`Redis evicts keys when its memory is full (maxmemory-policy ${policy}); set it to noeviction`);
    if (appendonly === 'no' && save === '')
      warn(
        'Redis does not persist its data (appendonly no, no save points): after a restart, writes can be executed again',
      );
  } catch {
    // This check is optional. A lost connection is reported elsewhere.
  }
}
