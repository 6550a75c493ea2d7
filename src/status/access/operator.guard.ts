import { createHmac, randomBytes } from 'node:crypto';
import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Request } from 'express';
import { LRUCache } from 'lru-cache';
import { SignInRateLimit } from '../../auth/credentials/sign-in-rate-limit.js';
import { readBasic, timesSent } from '../../auth/credentials/basic-credentials.js';
import { RegisteredClients } from '../../auth/clients/registered-client.js';
import { SecretVerifier } from '../../auth/clients/secret-verifier.js';
import { seconds } from '../../durations.js';
import { Unauthenticated } from '../../errors/request-errors.js';
import { deadlineOf } from '../../resilience/deadline/request-deadline.js';
import { StatusConfig } from './status.config.js';

/** The name that an operator's browser asks for beside the password. */
export const OPERATOR = 'operator';

const CHALLENGE = 'Basic realm="status of the data actions service", charset="UTF-8"';
const MAX_REMEMBERED = 100;
const MEMORY_MS = seconds(60);

/**
 * Lets the operator in, by name and password (RFC 7617), which any browser asks for. A verdict is remembered for a minute:
 * the page comes again by itself, and each check costs a tenth of a second by design.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  private readonly verdicts = new LRUCache<string, Promise<boolean>>({ max: MAX_REMEMBERED, ttl: MEMORY_MS });
  private readonly memoryKey = randomBytes(32);
  private readonly operators: RegisteredClients;

  constructor(
    { passwordHash }: StatusConfig,
    private readonly checks: SecretVerifier,
    private readonly limits: SignInRateLimit,
  ) {
    const operator = passwordHash && { id: OPERATOR, secret: passwordHash, scopes: [], organisation: '' };
    this.operators = new Map(operator ? [[OPERATOR, operator]] : []);
  }

  /** @throws Unauthenticated | Overloaded */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (await deadlineOf(request).race(this.isOperator(request))) return true;
    throw new Unauthenticated('credentials', {}, CHALLENGE);
  }

  private async isOperator(request: Request): Promise<boolean> {
    const { authorization = '' } = request.headers;
    const credentials = timesSent(request, 'authorization') === 1 ? readBasic(authorization) : undefined;
    if (!credentials) throw new Unauthenticated('missing', {}, CHALLENGE);
    const name = createHmac('sha256', this.memoryKey).update(authorization).digest('base64');
    let verdict = this.verdicts.get(name);
    if (!verdict) {
      this.limits.takeForAddress(request.ip ?? '');
      verdict = this.check(credentials.id, credentials.secret);
      this.verdicts.set(name, verdict);
      verdict.catch(() => this.verdicts.delete(name));
    }
    return verdict;
  }

  private async check(id: string, password: string): Promise<boolean> {
    return this.operators.size > 0 && (await this.checks.find(this.operators, id, [password])) !== undefined;
  }
}
