import { generateKeyPair } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { AuthConfig } from '../../auth/access/auth.config.js';
import { LocalIssuerKeys } from '../../auth/signing-keys/local-issuer-keys.js';
import { FileWatcher } from '../../config/files/file-watcher.js';
import { WatchedFiles } from '../../config/files/watched-files.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { readTokenKeys, TokenKey, tokenKey } from './key-file.js';
import { OauthConfig } from './oauth.config.js';

/** Minimum time between reloads that unknown key ids cause. */
const RELOAD_COOLDOWN_MS = 250;

const WARNING_WITHOUT_FILE =
  'OAUTH_SIGNING_KEY_FILE is not set: other replicas reject the tokens of this process, which generated its own key';

/**
 * Signing keys of the token endpoint, from a file or generated at startup. They change with the file: the first key signs,
 * all keys verify, and a removed key is rejected. The current keys stay in use if the file cannot be read.
 */
@Injectable()
export class TokenKeys implements OnModuleInit {
  private readonly logger = new Logger(TokenKeys.name);
  private keys: readonly TokenKey[] = [];
  private reloadedAtMs = -Infinity;
  private requestedReload: Promise<void> | undefined;

  constructor(
    private readonly config: OauthConfig,
    private readonly auth: AuthConfig,
    private readonly localKeys: LocalIssuerKeys,
    private readonly redis: RedisConnection,
    private readonly watcher: FileWatcher,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.auth.oauthClients) return;
    const { signingKeyFile: file } = this.config;
    if (file === undefined) return this.generate();
    const files = new WatchedFiles('OAUTH_SIGNING_KEY_FILE', [file], ([pem = '']) => this.use(readTokenKeys(pem)));
    this.watcher.watch(files);
    this.localKeys.onUnknown(() => this.reloadForUnknownKey(files));
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

  /** Reloads the file once for all requests that wait. The watcher logs a failed reload. */
  private reloadForUnknownKey(files: WatchedFiles): Promise<void> {
    const cooldownMs = this.reloadedAtMs + RELOAD_COOLDOWN_MS - performance.now();
    this.requestedReload ??= sleep(Math.max(0, cooldownMs), undefined, { ref: false })
      .then(() => {
        this.reloadedAtMs = performance.now();
        return files.reload();
      })
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => (this.requestedReload = undefined));
    return this.requestedReload;
  }

  private use(keys: readonly TokenKey[]): void {
    this.keys = keys;
    this.localKeys.replace(new Map(keys.map(({ id, publicKey }) => [id, [{ key: publicKey, algorithms: ['RS256'] }]])));
    this.logger.log(`Keys of the token endpoint (the first key signs): ${keys.map(({ id }) => id).join(', ')}`);
  }
}
