import { Injectable, Logger, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidConfiguration } from '../config/variables/read-configs.js';
import type { RedisClient } from './client/redis-client.js';
import { redirectOf } from './errors/redis-error.js';
import type { RedisNode, RedisOperation } from './node/redis-node.js';
import type { RunOptions } from './node/run-options.js';
import type { RedisTopology } from './topology/redis-topology.js';
import { RedisUnavailable } from './errors/redis-unavailable.js';
import { RedisConfig } from './redis.config.js';
import { warnOfForgetfulSettings } from './settings-check.js';

/** Limit of redirects for one operation. A key moves once in a resharding, so more redirects mean that the nodes disagree. */
const MAX_HOPS = 5;
/** Pause after `TRYAGAIN`. While a slot moves, the keys of one script can be on two nodes. */
const TRY_AGAIN_PAUSE_MS = 10;

export interface KeyedRunOptions extends RunOptions {
  /** Selects the node of a cluster. All keys of the operation share its slot. Default: any node. */
  readonly key?: string;
}

/** Called for each connection that becomes usable. */
type ReadyListener = (client: RedisClient, node: RedisNode) => void;

/**
 * The connection of this process to Redis, for all state that processes share: a single server, the primary that Sentinels
 * name, or a cluster, according to `REDIS_URL`. The service also starts without Redis, and connects when Redis is available.
 */
@Injectable()
export class RedisConnection implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Redis');
  private readonly listeners: ReadyListener[] = [];
  private readonly warnings = new Set<string>();
  private topology: RedisTopology | undefined;

  constructor(private readonly config: RedisConfig) {}

  /** Whether `REDIS_URL` is set. Without it, processes share no state. */
  get isConfigured(): boolean {
    return this.config.address !== undefined;
  }

  /** The reason why a write would fail now on one of the primaries: an error code of Redis, `UNREACHABLE` or `TIMEOUT`. */
  get writeProblem(): string | undefined {
    if (this.nodes.length === 0) return 'UNREACHABLE';
    return this.nodes.map(({ writeProblem }) => writeProblem).find((writeProblem) => writeProblem !== undefined);
  }

  get timeoutMs(): number {
    return this.config.timeoutMs;
  }

  get nodes(): readonly RedisNode[] {
    return this.topology?.nodes ?? [];
  }

  /** Whether every primary would be sent an operation now. */
  get isReady(): boolean {
    return this.nodes.length > 0 && this.nodes.every(({ isReady }) => isReady);
  }

  /** Returns whether an operation on this key would be sent now. */
  isReadyFor(key: string): boolean {
    return this.topology?.nodeOf(key)?.isReady ?? false;
  }

  /** Waits for the first attempt to connect. @throws InvalidConfiguration if `REDIS_URL` has the wrong scheme */
  async onModuleInit(): Promise<void> {
    if (!this.isConfigured) return;
    // The client takes long to load, and is not needed without Redis.
    const { createTopology } = await import('./create-topology.js');
    this.topology = createTopology(this.config, (client, node) => this.onReady(client, node));
    try {
      await this.topology.open();
    } catch (error) {
      if (!(error instanceof Error && error.name === 'WrongTopology')) throw error;
      throw new InvalidConfiguration([`REDIS_URL ${error.message}`]);
    }
  }

  /** Closes the connection. Runs after every `beforeApplicationShutdown`, which may still store outcomes. */
  async onApplicationShutdown(): Promise<void> {
    await this.topology?.close();
  }

  /** Joins the parts with colons, after the key prefix of this service. */
  key(...parts: readonly string[]): string {
    return this.config.keyPrefix + parts.join(':');
  }

  /** Registers a listener for each new connection. */
  whenReady(listener: ReadyListener): void {
    this.listeners.push(listener);
  }

  /**
   * Runs an operation within the limit, on the node that stores its key. Rethrows other errors of the operation.
   *
   * @throws RedisUnavailable for every error of Redis and of the connection
   */
  async run<T>(operation: RedisOperation<T>, { key, ...options }: KeyedRunOptions = {}): Promise<T> {
    let node = this.nodeOf(key);
    let send = operation;
    for (let hop = 0; ; hop += 1) {
      try {
        return await node.run(send, options);
      } catch (error) {
        if (hop >= MAX_HOPS || !(error instanceof RedisUnavailable && error.cause instanceof Error)) throw error;
        const redirect = redirectOf(error.cause);
        const next = redirect && (await this.topology?.follow(redirect, node));
        if (next) node = next;
        else if (error.code === 'TRYAGAIN') await sleep(TRY_AGAIN_PAUSE_MS);
        else throw error;
        send = redirect?.kind === 'ASK' ? asking(operation) : operation;
      }
    }
  }

  /** Returns the node that currently stores a key. @throws RedisUnavailable if there is none */
  nodeOf(key?: string): RedisNode {
    const node = this.topology?.nodeOf(key);
    if (!node) throw RedisUnavailable.notSent('is not connected', 'UNREACHABLE');
    return node;
  }

  /** Returns a key with this name that the given node stores. The key is the same in every process. */
  keyOn(node: RedisNode, name: string): string | undefined {
    return this.topology?.keyOn(node, name);
  }

  /** Runs an operation on every primary. */
  async runOnAll<T>(operation: RedisOperation<T>, options?: RunOptions): Promise<T[]> {
    return Promise.all(this.nodes.map((node) => node.run(operation, options)));
  }

  /** Checks now whether writes work. @returns the reason why a write would fail, see `writeProblem` */
  async check(): Promise<string | undefined> {
    await Promise.all(this.nodes.map((node) => node.check()));
    return this.writeProblem;
  }

  private onReady(client: RedisClient, node: RedisNode): void {
    void warnOfForgetfulSettings(client, (warning) => this.warnOnce(warning));
    for (const listener of this.listeners) listener(client, node);
  }

  private warnOnce(warning: string): void {
    if (this.warnings.has(warning)) return;
    this.warnings.add(warning);
    this.logger.warn(warning);
  }
}

/** Sends `ASKING` before the operation. Without it, a node rejects the keys of a slot that it is still importing. */
const asking =
  <T>(operation: RedisOperation<T>): RedisOperation<T> =>
  (client, node) => {
    client.sendCommand(['ASKING']).catch(() => undefined);
    return operation(client, node);
  };
