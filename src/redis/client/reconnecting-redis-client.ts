import type { RedisEndpoint } from '../url/redis-url.js';
import type { RedisClient, RedisClientHandle } from './redis-client.js';
import { NotPrimary } from './not-primary.js';
import { codeOf, isErrorReply } from '../errors/redis-error.js';
import { TimeoutError, withTimeout } from './with-timeout.js';
import { WrongTopology } from './wrong-topology.js';

const FIRST_DELAY_MS = 20;
const DELAY_GROWTH = 1.5;
/** Longest delay between two attempts. Short, so that waiting outcomes are stored soon after the server recovers. */
const LONGEST_DELAY_MS = 100;
/** Longest delay while the server accepts connections but is unusable. Longer, because such an attempt costs more work. */
const LONGEST_DELAY_UNUSABLE_MS = 250;
const QUIT_TIMEOUT_MS = 250;
/**
 * Time limit of the first attempt to reconnect. Short, because the server may be gone while another one has taken over its
 * address. The limit doubles with each timeout.
 */
const FIRST_RECONNECT_LIMIT_MS = 500;

export interface ReconnectingRedisClientOptions {
  /** Finds the server. Called for each attempt, because the address may have moved. */
  readonly resolve: () => Promise<RedisEndpoint>;
  readonly create: (endpoint: RedisEndpoint) => Promise<RedisClientHandle>;
  /** Rejects if this server is unusable. */
  readonly verify: (client: RedisClient, endpoint: RedisEndpoint) => Promise<void>;
  readonly connectTimeoutMs: number;
  readonly onReady: (client: RedisClient) => void;
  /** Called once for each lost connection, and once if the first attempt fails. */
  readonly onLost: (error: unknown) => void;
}

/**
 * Keeps one connection to Redis open. Replaces a connection that is lost, silent or unusable, with capped back-off and
 * without a limit on attempts. Does not queue operations while disconnected.
 */
export class ReconnectingRedisClient {
  private current: RedisClientHandle | undefined;
  private connecting: RedisClientHandle | undefined;
  private failures = 0;
  /** Consecutive attempts without a reply. */
  private timeouts = 0;
  private isClosed = false;
  private isLost = false;
  /** When the service started or lost its connection, in monotonic milliseconds; undefined while connected. */
  private disconnectedAtMs: number | undefined = performance.now();
  private lastFailure: unknown;

  constructor(private readonly options: ReconnectingRedisClientOptions) {}

  /** The client while its connection is usable. */
  get client(): RedisClient | undefined {
    const client = this.current?.client;
    return client?.isReady && client.isOpen ? client : undefined;
  }

  get endpoint(): RedisEndpoint | undefined {
    return this.current?.endpoint;
  }

  /** The reason why there is no usable connection: the code of Redis' error reply, or `UNREACHABLE`. Undefined while connected. */
  get problem(): string | undefined {
    return this.client ? undefined : problemOf(this.lastFailure);
  }

  /** When the connection was lost, in monotonic milliseconds; undefined while connected. */
  get lostAtMs(): number | undefined {
    return this.disconnectedAtMs;
  }

  /** Resolves when the first attempt has succeeded or failed. @throws WrongTopology if the scheme of `REDIS_URL` is wrong */
  async open(): Promise<void> {
    await this.attempt();
    if (this.lastFailure instanceof WrongTopology) throw this.lastFailure;
  }

  /** Replaces a connection, unless it has been replaced already. */
  replace(client: RedisClient, why: unknown): void {
    if (this.isClosed || this.current?.client !== client) return;
    this.current.destroy();
    this.lose(why);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { client } = this;
    if (client) await withTimeout(client.quit(), QUIT_TIMEOUT_MS).catch(() => undefined);
    this.current?.destroy();
    this.connecting?.destroy();
  }

  private async attempt(): Promise<void> {
    const { resolve, create } = this.options;
    let hasAccepted = false;
    try {
      const handle = await create(await resolve());
      if (this.isClosed) return;
      this.connecting = handle;
      handle.client.once('connect', () => (hasAccepted = true));
      // The limit includes the first replies, because a frozen server still accepts connections.
      await withTimeout(this.establish(handle), this.limitMs);
      this.use(handle);
    } catch (error) {
      const isTimeout = error instanceof TimeoutError;
      this.timeouts = isTimeout ? this.timeouts + 1 : 0;
      this.connecting?.destroy();
      this.noteFailure(error);
      this.schedule(hasAccepted && !isTimeout ? LONGEST_DELAY_UNUSABLE_MS : LONGEST_DELAY_MS);
    } finally {
      this.connecting = undefined;
    }
  }

  /** Time limit of the next attempt. Only the attempt at start gets the configured time at once. */
  private get limitMs(): number {
    const { connectTimeoutMs } = this.options;
    return this.failures === 0
      ? connectTimeoutMs
      : Math.min(connectTimeoutMs, FIRST_RECONNECT_LIMIT_MS * 2 ** this.timeouts);
  }

  private async establish({ client, endpoint }: RedisClientHandle): Promise<void> {
    await client.connect();
    await this.options.verify(client, endpoint);
  }

  private use(handle: RedisClientHandle): void {
    if (this.isClosed) return handle.destroy();
    this.current = handle;
    this.failures = 0;
    this.timeouts = 0;
    this.isLost = false;
    this.disconnectedAtMs = undefined;
    this.lastFailure = undefined;
    const { client } = handle;
    client.on('error', (error: unknown) => {
      if (this.current?.client === client) this.lose(error);
    });
    // The connection may have closed between its last reply and the registration of the listener.
    if (client.isReady) this.options.onReady(client);
    else this.lose(new Error('The connection closed immediately'));
  }

  private lose(error: unknown): void {
    this.current = undefined;
    this.noteFailure(error);
    this.schedule(LONGEST_DELAY_MS);
  }

  private noteFailure(error: unknown): void {
    this.lastFailure = error;
    this.disconnectedAtMs ??= performance.now();
    if (this.isLost || this.isClosed) return;
    this.isLost = true;
    this.options.onLost(error);
  }

  private schedule(longestMs: number): void {
    if (this.isClosed) return;
    const delayMs = Math.min(FIRST_DELAY_MS * DELAY_GROWTH ** this.failures, longestMs);
    this.failures = Math.min(this.failures + 1, 50);
    setTimeout(() => void this.attempt(), delayMs * (0.75 + Math.random() / 2)).unref();
  }
}

function problemOf(failure: unknown): string {
  if (failure instanceof NotPrimary) return 'READONLY';
  return isErrorReply(failure) ? codeOf(failure) : 'UNREACHABLE';
}
