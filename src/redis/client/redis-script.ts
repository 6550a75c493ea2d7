import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-client.js';
import { isErrorReply } from '../errors/redis-error.js';

interface EvalOptions {
  readonly keys: string[];
  readonly arguments: string[];
}

/** A Lua script, called by its digest. It is loaded again if the server does not know the digest, for example after a restart. */
export class RedisScript {
  private readonly digest: string;

  constructor(private readonly source: string) {
    this.digest = createHash('sha1').update(source).digest('hex');
  }

  /**
   * Runs the script.
   *
   * @param onSent called each time right after the script was sent, so that more commands can follow in the same round trip
   */
  async run(
    client: RedisClient,
    keys: string[],
    args: readonly (string | number)[],
    onSent?: () => void,
  ): Promise<unknown> {
    const options = { keys, arguments: args.map(String) };
    try {
      const reply = client.evalSha(this.digest, options);
      onSent?.();
      return await reply;
    } catch (error) {
      if (!(isErrorReply(error) && error.message.startsWith('NOSCRIPT'))) throw error;
      return await this.loadAndRun(client, options, onSent);
    }
  }

  /**
   * Loads the script and calls it, in one round trip. If the node is importing the slot, it rejects the call: `ASKING` covers
   * one command. The script stays loaded, so the call succeeds after the next redirect. A rejected `EVAL` would not load it.
   */
  private async loadAndRun(client: RedisClient, options: EvalOptions, onSent?: () => void): Promise<unknown> {
    const loaded = client.scriptLoad(this.source);
    const reply = client.evalSha(this.digest, options);
    onSent?.();
    const [, result] = await Promise.all([loaded, reply]);
    return result;
  }
}
