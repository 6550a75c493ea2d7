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

const LOOK_EVERY_MS = seconds(5);
/** Unknown key ids make us look as soon as this has passed since the last look. */
const LOOK_AT_MOST_EVERY_MS = 250;

const ONE_PROCESS_ONLY =
  'OAUTH_SIGNING_KEY_FILE is not set, so this process signs tokens with a key of its own, which no other replica accepts';

/**
 * Holds the keys that tokens are signed with, from a file or made at the start, and hands their public halves to whoever
 * checks tokens. The file is looked at again every few seconds: the first key in it signs, all of them verify, and one that
 * is taken out is good for nothing from then on. A file that has become unreadable changes nothing.
 */
@Injectable()
export class TokenKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(TokenKeys.name);
  private keys: readonly TokenKey[] = [];
  private text = '';
  private lookedAtMs = -Infinity;
  private pending: Promise<void> | undefined;
  private asked: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: OauthConfig,
    private readonly auth: AuthConfig,
    private readonly own: LocalIssuerKeys,
    private readonly redis: RedisConnection,
  ) {}

  async onModuleInit(): Promise<void> {
    if (!this.auth.oauthClients) return;
    const { signingKeyFile: file } = this.config;
    if (file === undefined) return this.generate();
    await this.look(file);
    this.own.onUnknown(() => this.lookAgain(file));
    this.timer = setInterval(() => void this.look(file), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Who signs now. */
  get current(): TokenKey {
    const [first] = this.keys;
    if (!first) throw new Error('There is no signing key');
    return first;
  }

  /** What anyone may know of them (RFC 7517 §5). */
  get jwks(): { keys: object[] } {
    const keys = this.keys.map(({ id, publicKey }) => {
      const { kty, n, e } = publicKey.export({ format: 'jwk' });
      return { kty, n, e, kid: id, use: 'sig', alg: 'RS256' };
    });
    return { keys };
  }

  private async generate(): Promise<void> {
    if (this.redis.isConfigured) this.logger.warn(ONE_PROCESS_ONLY);
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
    this.hold([tokenKey(privateKey)]);
  }

  /** Once for all who wait; a look under way may have come too early. */
  private lookAgain(file: string): Promise<void> {
    const restMs = this.lookedAtMs + LOOK_AT_MOST_EVERY_MS - performance.now();
    this.asked ??= sleep(Math.max(0, restMs), undefined, { ref: false })
      .then(() => this.pending)
      .then(() => this.look(file))
      .finally(() => (this.asked = undefined));
    return this.asked;
  }

  private look(file: string): Promise<void> {
    this.lookedAtMs = performance.now();
    this.pending ??= this.load(file).finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async load(file: string): Promise<void> {
    try {
      const text = await readFile(file, 'utf8');
      if (text === this.text) return;
      const keys = readTokenKeys(text);
      this.text = text;
      this.hold(keys);
    } catch (error) {
      const reason = error instanceof Error && !('code' in error) ? error.message : 'cannot be read';
      this.logger.warn(`OAUTH_SIGNING_KEY_FILE ${reason}; the keys in hand stay in use`);
    }
  }

  private hold(keys: readonly TokenKey[]): void {
    this.keys = keys;
    this.own.hold(new Map(keys.map(({ id, publicKey }) => [id, [{ key: publicKey, algorithms: ['RS256'] }]])));
    this.logger.log(`Keys of the token endpoint, the first of which signs: ${keys.map(({ id }) => id).join(', ')}`);
  }
}
