import { Injectable, Logger } from '@nestjs/common';
import { seconds } from '../../../durations.js';
import { ActionError } from '../../../errors/action-error.js';
import { DeadlineExceeded } from '../../../errors/limit-errors.js';
import { UpstreamBadResponse, UpstreamRejected, UpstreamUnreachable } from '../../../errors/upstream-errors.js';
import { DeadlineConfig } from '../../../resilience/deadline/deadline.config.js';
import { Deadline } from '../../../resilience/deadline/deadline.js';
import { UpstreamConnector } from '../../../resilience/upstream/upstream-connector.js';
import { UpstreamCall } from '../../../resilience/upstream/upstream-request.js';
import { GenesysAccessToken } from './genesys-access-token.js';
import { GenesysHttp } from './genesys-http.js';
import { GenesysApiError } from './genesys-api-error.js';
import { GenesysConfig } from './genesys.config.js';

const NAME = 'Genesys Cloud login';

/** A token that was refused before it ever worked is replaced no sooner than this after the last one. */
const REPLACE_COOLDOWN_MS = seconds(10);

/** How the latest login ended. */
export interface LastLogin {
  readonly outcome: 'never' | 'ok' | 'failed';
  /** Why it failed, fit for everybody's eyes; else empty. */
  readonly reason: string;
  /** Infinite before the first one. */
  readonly ageSeconds: number;
}

/**
 * This service's own token for the platform: fetched by client credentials when a call needs one, and kept while it is good.
 *
 * However many calls wait for it, it is fetched once, and within a time of its own: whoever gives up waiting leaves the
 * others their token.
 */
@Injectable()
export class GenesysToken {
  private readonly logger = new Logger(GenesysToken.name);
  private readonly host: GenesysHttp;
  private current: GenesysAccessToken | undefined;
  private pending: Promise<GenesysAccessToken> | undefined;
  private replacedAtMs = -Infinity;
  private login: Omit<LastLogin, 'ageSeconds'> = { outcome: 'never', reason: '' };
  private loginAtMs = -Infinity;

  constructor(
    private readonly config: GenesysConfig,
    private readonly limits: DeadlineConfig,
    connector: UpstreamConnector,
  ) {
    this.host = new GenesysHttp(connector.connect(NAME, config.loginBaseUrl));
  }

  get lastLogin(): LastLogin {
    return { ...this.login, ageSeconds: (performance.now() - this.loginAtMs) / 1_000 };
  }

  /**
   * A token to call the platform with, waited for no longer than the call lasts.
   *
   * @throws DeadlineExceeded | ClientDisconnected, or what the login failed with
   */
  async get({ deadline }: UpstreamCall): Promise<string> {
    if (this.current?.isFresh(performance.now())) return this.current.value;
    this.pending ??= this.renew().finally(() => (this.pending = undefined));
    return (await deadline.race(this.pending)).value;
  }

  /** Notes that the platform took a token. */
  confirm(value: string): void {
    if (this.current?.value === value) this.current.isProven = true;
  }

  /**
   * Drops a token that the platform refused, unless it has been replaced already. One that never worked is kept for a
   * while: where every token is refused, logging in for every call would only make that worse.
   */
  invalidate(value: string): void {
    if (this.current?.value !== value) return;
    const nowMs = performance.now();
    if (!this.current.isProven && nowMs - this.replacedAtMs < REPLACE_COOLDOWN_MS) return;
    this.replacedAtMs = nowMs;
    this.current = undefined;
  }

  /** Logs in; where that fails, the token in hand serves until its very end. */
  private async renew(): Promise<GenesysAccessToken> {
    try {
      this.current = await this.logIn();
      if (this.login.outcome === 'failed') this.logger.log('Logged in at Genesys Cloud again');
      this.note('ok');
      return this.current;
    } catch (error) {
      this.noteFailure(error);
      if (this.current?.isAlive(performance.now())) return this.current;
      throw error;
    }
  }

  private async logIn(): Promise<GenesysAccessToken> {
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
      const token = GenesysAccessToken.read(body, performance.now());
      if (!token) throw new UpstreamBadResponse(NAME, 'sent a response without a usable token');
      return token;
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      // That was the login's own limit, not that of any call.
      throw new UpstreamUnreachable(NAME, `did not respond within ${limitMs} ms`, { cause: error });
    } finally {
      deadline.release();
    }
  }

  private noteFailure(error: unknown): void {
    const reason = error instanceof ActionError ? error.message : 'internal error';
    if (this.login.reason !== reason) {
      const { cause } = error as Error;
      const told = cause instanceof GenesysApiError ? `: ${this.redact(cause.description)} (${cause.message})` : '';
      const isRefused = error instanceof UpstreamRejected;
      const advice = isRefused ? '; check GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET and GENESYS_REGION' : '';
      this.logger.warn(reason + told + advice);
    }
    this.note('failed', reason);
  }

  private note(outcome: LastLogin['outcome'], reason = ''): void {
    this.login = { outcome, reason };
    this.loginAtMs = performance.now();
  }

  /** As the platform expects them: not form-encoded first, as RFC 6749 §2.3.1 would have it. */
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
