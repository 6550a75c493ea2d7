import { Injectable, Logger } from '@nestjs/common';
import { ActionError } from '../../../errors/action-error.js';
import { DeadlineExceeded } from '../../../errors/limit-errors.js';
import { UpstreamBadResponse, UpstreamRejected, UpstreamUnreachable } from '../../../errors/upstream-errors.js';
import { DeadlineConfig } from '../../../resilience/deadline/deadline.config.js';
import { Deadline } from '../../../resilience/deadline/deadline.js';
import { UpstreamConnector } from '../../../resilience/upstream/upstream-connector.js';
import { AccessTokenSource } from '../../authentication/access-token-source.js';
import { AccessToken } from '../../authentication/access-token.js';
import { GenesysHttp } from './genesys-http.js';
import { GenesysApiError } from './genesys-api-error.js';
import { GenesysConfig } from './genesys.config.js';

const NAME = 'Genesys Cloud login';

/** Result of the latest login. */
export interface LastLogin {
  readonly outcome: 'never' | 'ok' | 'failed';
  /** Reason of a failure, without secrets. Otherwise empty. */
  readonly reason: string;
  /** Time since the latest login; Infinity before the first one. */
  readonly ageSeconds: number;
}

/** The service's own token for the Genesys Cloud API, from a login with client credentials. */
@Injectable()
export class GenesysToken extends AccessTokenSource {
  private readonly logger = new Logger(GenesysToken.name);
  private readonly host: GenesysHttp;
  private usedSecret: string | undefined;
  private login: Omit<LastLogin, 'ageSeconds'> = { outcome: 'never', reason: '' };
  private loginAtMs = -Infinity;

  constructor(
    private readonly config: GenesysConfig,
    private readonly limits: DeadlineConfig,
    private readonly connector: UpstreamConnector,
  ) {
    super();
    this.host = new GenesysHttp(connector.connect(NAME, config.loginBaseUrl, { tls: config }));
  }

  get lastLogin(): LastLogin {
    return { ...this.login, ageSeconds: (performance.now() - this.loginAtMs) / 1_000 };
  }

  protected override async fetch(): Promise<AccessToken> {
    try {
      const token = await this.logIn();
      if (this.login.outcome === 'failed') this.logger.log('Login at Genesys Cloud works again');
      this.note('ok');
      return token;
    } catch (error) {
      this.noteFailure(error);
      throw error;
    }
  }

  protected override hasNewSecret(): Promise<boolean> {
    return this.connector.hasNewSecret(this.usedSecret, () => this.config.clientSecret);
  }

  private async logIn(): Promise<AccessToken> {
    this.usedSecret = this.config.clientSecret;
    const limitMs = this.limits.actionTimeoutMs;
    const deadline = new Deadline(performance.now(), limitMs);
    try {
      const { body } = await this.host.request(
        {
          operation: 'POST token',
          method: 'POST',
          path: ['oauth', 'token'],
          headers: { Authorization: `Basic ${this.credentials}` },
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
          repeatable: true,
        },
        undefined,
        { deadline },
      );
      const token = AccessToken.read(body, performance.now());
      if (!token) throw new UpstreamBadResponse(NAME, 'sent a response without a usable token');
      return token;
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      // This was the login's own limit, not the deadline of a call.
      throw new UpstreamUnreachable(NAME, `did not respond within ${limitMs} ms`, { cause: error });
    } finally {
      deadline.release();
    }
  }

  private noteFailure(error: unknown): void {
    const reason = error instanceof ActionError ? error.message : 'internal error';
    if (this.login.reason !== reason) {
      const { cause } = error as Error;
      const explanation =
        cause instanceof GenesysApiError ? `: ${this.redact(cause.description)} (${cause.message})` : '';
      const isRefused = error instanceof UpstreamRejected;
      const advice = isRefused ? '; check GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET and GENESYS_REGION' : '';
      this.logger.warn(reason + explanation + advice);
    }
    this.note('failed', reason);
  }

  private note(outcome: LastLogin['outcome'], reason = ''): void {
    this.login = { outcome, reason };
    this.loginAtMs = performance.now();
  }

  /** Genesys Cloud does not decode the form encoding that RFC 6749 §2.3.1 requires, so none is applied. */
  private get credentials(): string {
    const { clientId = '', clientSecret = '' } = this.config;
    return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  }

  private redact(text: string): string {
    return [this.config.clientSecret ?? '', this.credentials]
      .filter((secret) => secret !== '')
      .reduce((redacted, secret) => redacted.replaceAll(secret, '[secret]'), text.slice(0, 300));
  }
}
