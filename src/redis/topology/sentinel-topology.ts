import type { RedisEndpoint } from '../url/redis-url.js';
import { RedisTopologyOptions } from './redis-topology.js';
import { Sentinel } from './sentinel.js';
import { SingleTopology } from './single-topology.js';

/** Interval of the check that the Sentinels still name this primary. After a failover, the old primary can stay writable. */
const RECHECK_INTERVAL_MS = 500;

/** The primary that a majority of the Sentinels names. */
export class SentinelTopology extends SingleTopology {
  private readonly sentinels: readonly Sentinel[];
  private readonly primaryName: string;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: RedisTopologyOptions) {
    const { connector } = options;
    const { endpoints, primaryName = '' } = connector.address;
    const sentinels = endpoints.map((endpoint) => new Sentinel({ connector, endpoint, primaryName }));
    super({ ...options, label: `Redis primary ${primaryName}`, resolve: () => primaryOf(sentinels, primaryName) });
    this.sentinels = sentinels;
    this.primaryName = primaryName;
  }

  override async open(): Promise<void> {
    await super.open();
    this.timer = setInterval(() => void this.recheck(), RECHECK_INTERVAL_MS).unref();
  }

  override async close(): Promise<void> {
    clearInterval(this.timer);
    for (const sentinel of this.sentinels) sentinel.close();
    await super.close();
  }

  /** Returns whether a majority of the Sentinels still names the connected server. */
  protected override async isStillPrimary(): Promise<boolean> {
    return this.recheck();
  }

  private async recheck(): Promise<boolean> {
    const { endpoint } = this.node;
    if (!endpoint) return false;
    const primary = await primaryOf(this.sentinels, this.primaryName).catch(() => undefined);
    const hasMoved = primary && (primary.host !== endpoint.host || primary.port !== endpoint.port);
    if (hasMoved && this.node.endpoint === endpoint) this.node.reconnect('The Sentinels name another primary');
    return primary !== undefined && !hasMoved;
  }
}

/**
 * Returns the primary as soon as a majority of the Sentinels agrees, so that a frozen Sentinel causes no delay. Without a
 * majority, returns the address that most replies name.
 *
 * @throws the error of a Sentinel if none names a primary
 */
function primaryOf(sentinels: readonly Sentinel[], primaryName: string): Promise<RedisEndpoint> {
  const votes = new Map<string, { readonly endpoint: RedisEndpoint; count: number }>();
  return new Promise((resolve, reject) => {
    let missing = sentinels.length;
    let failure: Error = new Error(`No Sentinel knows a primary named ${primaryName}`);
    const settle = (): void => {
      missing -= 1;
      if (missing > 0) return;
      const [best] = [...votes.values()].sort((one, other) => other.count - one.count);
      if (best) resolve(best.endpoint);
      else reject(failure);
    };
    for (const sentinel of sentinels) {
      sentinel
        .primary()
        .then((endpoint) => {
          if (!endpoint) return;
          const name = `${endpoint.host} ${endpoint.port}`;
          const vote = votes.get(name) ?? { endpoint, count: 0 };
          vote.count += 1;
          votes.set(name, vote);
          if (vote.count > sentinels.length / 2) resolve(endpoint);
        })
        .catch((error: Error) => (failure = error))
        .finally(settle);
    }
  });
}
