import { createHash } from 'node:crypto';
import { isErrorReply } from './error-reply.js';
import type { RedisClient } from './reconnecting-redis-client.js';

/** A Lua script that is sent once; afterwards its digest suffices, until Redis has forgotten it by a restart. */
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
