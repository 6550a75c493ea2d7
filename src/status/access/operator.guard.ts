import { createHmac, randomBytes } from 'node:crypto';
import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Request } from 'express';
import { LRUCache } from 'lru-cache';
import { Credentials, readBasic, timesSent } from '../../auth/credentials/basic-credentials.js';
import { SignIn } from '../../auth/credentials/sign-in.js';
import { seconds } from '../../time/durations.js';
import { Unauthenticated } from '../../errors/request-errors.js';
import { deadlineOf } from '../../resilience/deadline/request-deadline.js';
import { StatusConfig } from './status.config.js';

/** User name for the operator's password. */
const OPERATOR = 'operator';

const CHALLENGE = 'Basic realm="status of the data actions service", charset="UTF-8"';
const MAX_CACHED_RESULTS = 100;
const RESULT_TTL_MS = seconds(60);

/**
 * Authenticates the operator with Basic credentials (RFC 7617). Caches each result for a minute, because the page reloads
 * itself and scrypt takes about 0.1 s per check.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  private readonly results = new LRUCache<string, Promise<boolean>>({ max: MAX_CACHED_RESULTS, ttl: RESULT_TTL_MS });
  private readonly cacheKeySecret = randomBytes(32);

  constructor(
    private readonly config: StatusConfig,
    private readonly signIn: SignIn,
  ) {}

  /** @throws Unauthenticated | Overloaded | RateLimited */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (await deadlineOf(request).race(this.isOperator(request))) return true;
    throw new Unauthenticated('credentials', {}, CHALLENGE);
  }

  private async isOperator(request: Request): Promise<boolean> {
    const { authorization = '' } = request.headers;
    const credentials = timesSent(request, 'authorization') === 1 ? readBasic(authorization) : undefined;
    if (!credentials) throw new Unauthenticated('missing', {}, CHALLENGE);
    const cacheKey = createHmac('sha256', this.cacheKeySecret).update(authorization).digest('base64');
    let result = this.results.get(cacheKey);
    if (!result) {
      result = this.verify(credentials, request.ip ?? '');
      this.results.set(cacheKey, result);
      result.catch(() => this.results.delete(cacheKey));
    }
    return result;
  }

  private async verify({ id, secret }: Credentials, address: string): Promise<boolean> {
    const { passwordHash } = this.config;
    if (!passwordHash) return false;
    const operator = { id: OPERATOR, secret: passwordHash, scopes: [], organisation: '' };
    const presented = {
      clients: new Map([[OPERATOR, operator]]),
      kind: 'operator',
      id,
      secrets: [secret],
      address,
    } as const;
    return (await this.signIn.verify(presented)) !== undefined;
  }
}
