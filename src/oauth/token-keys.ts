import { generateKeyPair } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Injectable, Logger, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { AuthConfig } from '../auth/access/auth.config.js';
import { LocalIssuerKeys } from '../auth/signing-keys/local-issuer-keys.js';
import { seconds } from '../durations.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { readTokenKeys, TokenKey, tokenKey } from './key-file.js';
import { OauthConfig } from './oauth.config.js';

const RELOAD_INTERVAL_MS = seconds(5);
/** Minimum time between reloads that unknown key ids cause. */
const RELOAD_COOLDOWN_MS = 250;

const WARNING_WITHOUT_FILE =
  'OAUTH_SIGNING_KEY_FILE is not set: other replicas reject the tokens of this process, which generated its own key';

/**
 * Signing keys of the token endpoint, from a file or generated at startup. Reloads the file every few seconds: the first key
 * signs, all keys verify, and a removed key is rejected. Keeps the current keys if the file cannot be read.
 */
@Injectable()
export class TokenKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(TokenKeys.name);
  private keys: readonly TokenKey[] = [];
  private text = '';
  private reloadedAtMs = -Infinity;
  private pendingReload: Promise<void> | undefined;
  private requestedReload: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: OauthConfig,
    private readonly auth: AuthConfig,
    private readonly localKeys: LocalIssuerKeys,
    private readonly redis: RedisConnection,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.auth.oauthClients) return;
    const { signingKeyFile: file } = this.config;
    if (file === undefined) return this.generate();
    await this.reload(file);
    this.localKeys.onUnknown(() => this.reloadForUnknownKey(file));
    this.timer = setInterval(() => void this.reload(file), RELOAD_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Key that signs new tokens. */
  get current(): TokenKey {
    const [first] = this.keys;
    if (!first) throw new Error('There is no signing key');
    return first;
  }

  /** Public keys as a JWK set (RFC 7517 §5). */
  get jwks(): { keys: object[] } {
    const keys = this.keys.map(({ id, publicKey }) => {
      const { kty, n, e } = publicKey.export({ format: 'jwk' });
      return { kty, n, e, kid: id, use: 'sig', alg: 'RS256' };
    });
    return { keys };
  }

  private async generate(): Promise<void> {
    if (this.redis.isConfigured) this.logger.warn(WARNING_WITHOUT_FILE);
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
    this.use([tokenKey(privateKey)]);
  }

  /** One reload for all waiting requests. Starts after a running reload, which may have read the old file. */
  private reloadForUnknownKey(file: string): Promise<void> {
    const cooldownMs = this.reloadedAtMs + RELOAD_COOLDOWN_MS - performance.now();
    this.requestedReload ??= sleep(Math.max(0, cooldownMs), undefined, { ref: false })
      .then(() => this.pendingReload)
      .then(() => this.reload(file))
      .finally(() => (this.requestedReload = undefined));
    return this.requestedReload;
  }

  private reload(file: string): Promise<void> {
    this.reloadedAtMs = performance.now();
    this.pendingReload ??= this.load(file).finally(() => (this.pendingReload = undefined));
    return this.pendingReload;
  }

  private async load(file: string): Promise<void> {
    try {
      const text = await readFile(file, 'utf8');
      if (text === this.text) return;
      const keys = readTokenKeys(text);
      this.text = text;
      this.use(keys);
    } catch (error) {
      const reason = error instanceof Error && !('code' in error) ? error.message : 'cannot be read';
      this.logger.warn(`OAUTH_SIGNING_KEY_FILE ${reason}; the current keys stay in use`);
    }
  }

  private use(keys: readonly TokenKey[]): void {
    this.keys = keys;
    this.localKeys.replace(new Map(keys.map(({ id, publicKey }) => [id, [{ key: publicKey, algorithms: ['RS256'] }]])));
    this.logger.log(`Keys of the token endpoint (the first signs): ${keys.map(({ id }) => id).join(', ')}`);
  }
}
