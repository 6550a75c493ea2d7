import { Logger } from '@nestjs/common';
import type { RedisClient } from './reconnecting-redis-client.js';

/**
 * Warns of a Redis that forgets what it was given to remember: under another policy than `noeviction` a full memory drops
 * keys, and with an idempotency key goes the knowledge that a write has been done. Where asking is forbidden, nothing is said.
 */
export async function warnOfEviction(client: RedisClient, logger: Logger): Promise<void> {
  try {
    const { 'maxmemory-policy': policy } = await client.configGet('maxmemory-policy');
    if (policy !== undefined && policy !== 'noeviction')
      logger.warn(`Redis evicts keys when its memory is full (maxmemory-policy ${policy}); set it to noeviction`);
  } catch {
    // Managed Redis often forbids CONFIG, and a lost connection is told elsewhere.
  }
}
