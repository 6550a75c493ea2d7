import type { RedisClient } from './redis-client.js';

/**
 * Warns of a Redis that forgets. Under another policy than `noeviction` a full memory drops keys, and without persistence a
 * restart drops all of them; with an idempotency key goes the knowledge that a write has been done. Says nothing where
 * `CONFIG` is forbidden, as on many managed services.
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
      warn('Redis persists nothing (appendonly no, no save points): a restart forgets which writes were done');
  } catch {
    // The check is a courtesy; a lost connection is reported elsewhere.
  }
}
