import { IncomingMessage } from 'node:http';
import { ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { ActionError } from '../errors/action-error.js';
import { Unauthenticated } from '../errors/request-errors.js';
import { recordOf } from '../observability/call/call-record.js';
import { Metrics } from '../observability/metrics/metrics.js';
import { deadlineOf } from '../resilience/deadline/request-deadline.js';
import { trustedCaller } from './access/trusted-connection.js';
import { bearerToken } from './tokens/bearer-token.js';
import { Caller, callerOfRequest } from './access/caller.js';
import { CredentialAuthenticator } from './credentials/credential-authenticator.js';
import { JwtStrategy } from './tokens/jwt.strategy.js';
import { accessOf } from './access/route-access.js';
import { SigningKeys } from './signing-keys/signing-keys.js';
import { VerifiedTokenCache } from './tokens/verified-token-cache.js';

/**
 * Authenticates every route that is not `@Public()`: by a bearer token, by a client's credentials if these are enabled,
 * or by a trusted connection of this process.
 */
@Injectable()
export class JwtGuard extends AuthGuard() {
  constructor(
    private readonly verified: VerifiedTokenCache,
    private readonly keys: SigningKeys,
    private readonly metrics: Metrics,
    private readonly credentials: CredentialAuthenticator,
    strategy: JwtStrategy,
  ) {
    super({ defaultStrategy: strategy.name });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (accessOf(context).public) return true;
    // A message of a Nest gateway or microservice has no HTTP credentials.
    if (context.getType() !== 'http') return false;
    const request = context.switchToHttp().getRequest<IncomingMessage & { user?: Caller; ip?: string }>();
    const record = recordOf(request);
    try {
      const admitted = trustedCaller(request);
      const presented = admitted ? undefined : this.credentials.credentialsOf(request);
      request.user =
        admitted ??
        (presented && (await deadlineOf(request).race(this.credentials.verify(presented, request.ip ?? '')))) ??
        this.verified.find(bearerToken(request)) ??
        (await deadlineOf(request).race(this.verify(context)));
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      this.metrics.tokenRefusals.inc({ reason: error.reason });
      throw this.credentials.refusal(error);
    }
    record.organisation = request.user.organisation;
    record.client = request.user.client;
    record.endStage('auth');
    return true;
  }

  /**
   * Passport calls this with its result.
   * @param failure why the strategy rejected the token
   */
  override handleRequest<T>(error: unknown, caller: T | false, failure: unknown): T {
    if (caller) return caller;
    const reason: unknown = error ?? failure;
    throw reason instanceof ActionError ? reason : new Unauthenticated('signature', { cause: reason });
  }

  private async verify(context: ExecutionContext): Promise<Caller> {
    const { generation } = this.keys;
    try {
      return await this.authenticate(context);
    } catch (error) {
      if (!(error instanceof Unauthenticated && error.reason === 'signature')) throw error;
      // The issuer may have replaced the key under the same id, so fetch the keys again.
      await this.keys.force();
      if (this.keys.generation === generation) throw error;
      return this.authenticate(context);
    }
  }

  private async authenticate(context: ExecutionContext): Promise<Caller> {
    await super.canActivate(context);
    return callerOfRequest(context.switchToHttp().getRequest<object>());
  }
}
