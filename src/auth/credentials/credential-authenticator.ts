import { createHmac, randomBytes } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { seconds } from '../../durations.js';
import { Unauthenticated } from '../../errors/request-errors.js';
import { AuthConfig, acceptsCredentials } from '../access/auth.config.js';
import { Credentials, readBasic, timesSent } from './basic-credentials.js';
import { Caller } from '../access/caller.js';
import { withChallenges } from './challenges.js';
import { SignIn } from './sign-in.js';

const MAX_REMEMBERED = 10_000;
const MEMORY_MS = seconds(60);

/** How a call may say who makes it, other than by a bearer token. */
interface PresentedCredentials extends Credentials {
  readonly kind: 'basic' | 'api_key';
}

/**
 * Finds out who calls with Basic credentials or an API key, where these are taken. A verdict is remembered for a minute, so
 * that a flow does not pay for it with every call, nor does the service for one with a wrong secret; what is remembered is
 * a digest under a key of this process.
 */
@Injectable()
export class CredentialAuthenticator {
  private readonly verdicts = new LRUCache<string, Promise<Caller | undefined>>({
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
   * What a request presents; undefined where a bearer token is to be judged, or none has come.
   *
   * @throws Unauthenticated where it cannot be read, or in more than one way
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
   * @param address what a wrong secret counts against, unless the verdict is remembered
   * @throws Unauthenticated | Overloaded | RateLimited
   */
  async verify(presented: PresentedCredentials, address: string): Promise<Caller> {
    const name = this.digest(presented);
    let verdict = this.verdicts.get(name);
    if (!verdict) {
      verdict = this.check(presented, address);
      this.verdicts.set(name, verdict);
      verdict.catch(() => this.verdicts.delete(name));
    }
    const caller = await verdict;
    if (!caller) throw new Unauthenticated('credentials');
    this.signIn.confirm({ ...presented, address });
    return caller;
  }

  /** The refusal as this service tells it, with every way to sign in that is open. */
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

/** An API key is the client's id, a dot, and its secret. @throws Unauthenticated */
function readApiKey(key: string): Credentials {
  const dot = key.indexOf('.');
  if (dot < 0) throw new Unauthenticated('malformed_credentials');
  return { id: key.slice(0, dot), secret: key.slice(dot + 1) };
}
