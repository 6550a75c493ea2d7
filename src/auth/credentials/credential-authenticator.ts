import { createHmac, randomBytes } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { seconds } from '../../time/durations.js';
import { Unauthenticated } from '../../errors/request-errors.js';
import { AuthConfig, acceptsCredentials } from '../access/auth.config.js';
import { Credentials, readBasic, timesSent } from './basic-credentials.js';
import { Caller } from '../access/caller.js';
import { withChallenges } from './challenges.js';
import { SignIn } from './sign-in.js';

const MAX_REMEMBERED = 10_000;
const MEMORY_MS = seconds(60);

/** Credentials other than a bearer token. */
interface PresentedCredentials extends Credentials {
  readonly kind: 'basic' | 'api_key';
}

/**
 * Authenticates callers by Basic credentials or API keys, if enabled. Verifying a secret is slow on purpose, so each
 * result is cached for a minute, even a rejection. The cache key is a keyed digest of the credentials.
 */
@Injectable()
export class CredentialAuthenticator {
  private readonly checks = new LRUCache<string, Promise<Caller | undefined>>({
    max: MAX_REMEMBERED,
    ttl: MEMORY_MS,
    ttlResolution: 0,
  });
  private readonly memoryKey = randomBytes(32);
  private readonly isOn: boolean;

  constructor(
    private readonly config: AuthConfig,
    private readonly signIn: SignIn,
  ) {
    this.isOn = acceptsCredentials(config);
  }

  /**
   * Returns the credentials of a request; undefined if it has a bearer token or no credentials.
   *
   * @throws Unauthenticated if they are malformed or sent in more than one way
   */
  credentialsOf(request: IncomingMessage): PresentedCredentials | undefined {
    if (!this.isOn) return undefined;
    const { authorization, 'x-api-key': apiKey } = request.headers;
    const hasApiKey = apiKey !== undefined && this.config.apiKeyClients !== undefined;
    const sent = timesSent(request, 'authorization') + (hasApiKey ? timesSent(request, 'x-api-key') : 0);
    if (sent > 1) throw new Unauthenticated('several_credentials');
    if (hasApiKey) return { kind: 'api_key', ...readApiKey(String(apiKey)) };
    if (!this.config.basicClients || !/^Basic\b/i.test(authorization ?? '')) return undefined;
    const credentials = readBasic(authorization ?? '');
    if (!credentials) throw new Unauthenticated('malformed_credentials');
    return { kind: 'basic', ...credentials };
  }

  /**
   * Returns the caller with these credentials.
   *
   * @param address address of the caller, to count failed attempts. A rejection from the cache does not count again
   * @throws Unauthenticated | Overloaded | RateLimited
   */
  async verify(presented: PresentedCredentials, address: string): Promise<Caller> {
    const name = this.digest(presented);
    let check = this.checks.get(name);
    if (!check) {
      check = this.check(presented, address);
      this.checks.set(name, check);
      check.catch(() => this.checks.delete(name));
    }
    const caller = await check;
    if (!caller) throw new Unauthenticated('credentials');
    this.signIn.confirm({ ...presented, address });
    return caller;
  }

  /** Adds the challenges of all enabled methods to the error. */
  refusal(error: Unauthenticated): Unauthenticated {
    return withChallenges(error, this.config);
  }

  private async check(presented: PresentedCredentials, address: string): Promise<Caller | undefined> {
    const { kind, id, secret } = presented;
    const clients = kind === 'basic' ? this.config.basicClients : this.config.apiKeyClients;
    const client = clients && (await this.signIn.verify({ clients, kind, id, secrets: [secret], address }));
    return client && { organisation: client.organisation, client: id, scopes: client.scopes, credential: kind };
  }

  private digest({ kind, id, secret }: PresentedCredentials): string {
    return createHmac('sha256', this.memoryKey)
      .update(JSON.stringify([kind, id, secret]))
      .digest('base64');
  }
}

/** Splits an API key: client id, dot, secret. @throws Unauthenticated */
function readApiKey(key: string): Credentials {
  const dot = key.indexOf('.');
  if (dot < 0) throw new Unauthenticated('malformed_credentials');
  return { id: key.slice(0, dot), secret: key.slice(dot + 1) };
}
