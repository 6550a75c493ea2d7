import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-client.js';
import { isErrorReply } from './redis-error.js';

/** A Lua script that is sent once. Afterwards its digest suffices, until the server forgets it by a restart or a failover. */
export class RedisScript {
  private readonly digest: string;

  constructor(private readonly source: string) {
    this.digest = createHash('sha1').update(source).digest('hex');
  }

  async run(client: RedisClient, keys: string[], args: readonly (string | number)[]): Promise<unknown> {
    const options = { keys, arguments: args.map(String) };
    try {
      return await client.evalSha(this.digest, options);
    } catch (error) {
      if (!(isErrorReply(error) && error.message.startsWith('NOSCRIPT'))) throw error;
      return client.eval(this.source, options);
    }
  }
}
