import { Logger } from '@nestjs/common';
import { createClient, RedisClientType } from 'redis';
import { RedisAddress } from './redis-address.js';
import { withTimeout } from './with-timeout.js';

export type RedisClient = RedisClientType;

const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2_000;
const MAX_QUEUED = 10_000;
const QUIT_LIMIT_MS = 250;

export interface ReconnectingRedisClientOptions {
  readonly address: RedisAddress;
  readonly connectTimeoutMs: number;
  readonly logger: Logger;
  /** Told of each connection that is ready for operations. */
  readonly onReady: (client: RedisClient) => void;
}

interface ClientHandle {
  readonly client: RedisClient;
  /** Closes its socket, in whatever state it is, for good. */
  readonly destroy: () => void;
}

/**
 * Keeps one connection to Redis: for ever tries to make it, with capped back-off, and makes another when it is lost or says
 * nothing. Without a connection nothing is queued.
 */
export class ReconnectingRedisClient {
  private attachment: ClientHandle | undefined;
  private failures = 0;
  private isClosed = false;
  private isLost = false;
  private settleFirst: () => void = () => undefined;

  constructor(private readonly parts: ReconnectingRedisClientOptions) {}

  /** The client, while its connection is ready. */
  get client(): RedisClient | undefined {
    const client = this.attachment?.client;
    return client?.isReady ? client : undefined;
  }

  /** Starts connecting; resolves when the first attempt has succeeded or failed. */
  open(): Promise<void> {
    return new Promise((resolve) => {
      this.settleFirst = resolve;
      this.attach();
    });
  }

  /** Gives a connection up that no longer answers, for a new one. */
  replace(client: RedisClient): void {
    if (this.isClosed || this.attachment?.client !== client) return;
    this.detach();
    this.tellLost(new Error('The connection said nothing for too long'));
    setTimeout(() => this.attach(), this.nextDelayMs()).unref();
  }

  /** Says goodbye if Redis listens, and closes the connection in any case. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { client } = this;
    if (client) await withTimeout(client.quit(), QUIT_LIMIT_MS).catch(() => undefined);
    this.detach();
  }

  private attach(): void {
    if (this.isClosed) return;
    const { address, connectTimeoutMs } = this.parts;
    let isCut = false;
    let controller = new AbortController();
    const socket = {
      host: address.host,
      port: address.port,
      ...(address.tls && { tls: true as const }),
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: () => (isCut ? false : this.nextDelayMs()),
      signal: controller.signal,
    };
    const { username, password, database } = address;
    const client: RedisClient = createClient({
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      database,
      socket,
      disableOfflineQueue: true,
      commandsQueueMaxLength: MAX_QUEUED,
    });
    // Node never forgets a socket that it has once bound to a signal, so each attempt to connect gets one of its own.
    client.on('reconnecting', () => {
      if (isCut) return;
      controller = new AbortController();
      socket.signal = controller.signal;
    });
    const cut = (): void => {
      isCut = true;
      controller.abort();
    };
    this.attachment = { client, destroy: cut };
    this.watch(client);
    // Why an attempt failed is told by the event, and the client tries again by itself.
    client.connect().catch(() => undefined);
  }

  private watch(client: RedisClient): void {
    let greeting: NodeJS.Timeout | undefined;
    client.on('connect', () => {
      // A Redis that is stopped still accepts connections; the greeting is what it cannot answer.
      greeting = setTimeout(() => this.replace(client), this.parts.connectTimeoutMs).unref();
    });
    client.on('ready', () => {
      clearTimeout(greeting);
      this.failures = 0;
      this.isLost = false;
      this.parts.logger.log('Redis is connected');
      this.parts.onReady(client);
      this.settleFirst();
    });
    client.on('error', (error: unknown) => {
      clearTimeout(greeting);
      if (this.attachment?.client === client) this.tellLost(error);
    });
  }

  private detach(): void {
    const { attachment } = this;
    this.attachment = undefined;
    attachment?.destroy();
  }

  private tellLost(error: unknown): void {
    this.settleFirst();
    if (this.isLost) return;
    this.isLost = true;
    this.parts.logger.warn('Redis is lost; trying to connect again', error);
  }

  private nextDelayMs(): number {
    const delayMs = Math.min(FIRST_BACKOFF_MS * 2 ** this.failures, LONGEST_BACKOFF_MS);
    this.failures += 1;
    return delayMs * (0.75 + Math.random() / 2);
  }
}
