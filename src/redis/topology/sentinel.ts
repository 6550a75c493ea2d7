import type { RedisEndpoint } from '../url/redis-url.js';
import type { RedisClientHandle } from '../client/redis-client.js';
import type { RedisConnector } from '../client/redis-connector.js';
import { codeOf, isErrorReply } from '../errors/redis-error.js';
import { withTimeout } from '../client/with-timeout.js';
import { expectMode } from '../client/wrong-topology.js';

/** A Sentinel that takes longer is ignored in this query. */
const TIMEOUT_MS = 500;

interface SentinelOptions {
  readonly endpoint: RedisEndpoint;
  readonly primaryName: string;
  readonly connector: RedisConnector;
}

/** One Sentinel, over a connection that opens with the first query. */
export class Sentinel {
  private handle: RedisClientHandle | undefined;
  private pending: Promise<RedisEndpoint | undefined> | undefined;

  constructor(private readonly options: SentinelOptions) {}

  /** Returns the primary's address; undefined if this Sentinel does not know the name. @throws WrongTopology, or the connection's error */
  primary(): Promise<RedisEndpoint | undefined> {
    return (this.pending ??= this.queryInTime().finally(() => (this.pending = undefined)));
  }

  close(): void {
    this.handle?.destroy();
    this.handle = undefined;
  }

  private async queryInTime(): Promise<RedisEndpoint | undefined> {
    try {
      return await withTimeout(this.query(), TIMEOUT_MS);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private async query(): Promise<RedisEndpoint | undefined> {
    const { endpoint, primaryName, connector } = this.options;
    if (!this.handle?.client.isReady) {
      this.close();
      this.handle = await connector.createWithoutCredentials(endpoint);
      await this.handle.client.connect();
      await this.signIn(this.handle);
    }
    const reply = await this.handle.client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', primaryName]);
    if (!Array.isArray(reply)) return undefined;
    const [host, port] = reply.map(String);
    return { host: host ?? '', port: Number(port) };
  }

  /** Sends the password only if the Sentinel requires one. Sentinels often have no password although the servers have one. */
  private async signIn({ client }: RedisClientHandle): Promise<void> {
    const { address } = this.options.connector;
    const { username, password } = address;
    try {
      await expectMode(client, 'sentinel', address);
    } catch (error) {
      if (!(isErrorReply(error) && codeOf(error) === 'NOAUTH' && password !== undefined)) throw error;
      await client.sendCommand(['AUTH', ...(username === undefined ? [] : [username]), password]);
      await expectMode(client, 'sentinel', address);
    }
  }
}
