import { BASIC_CHALLENGE } from '../../auth/credentials/challenges.js';

/** Error codes of a token endpoint (RFC 6749 §5.2). */
export type OauthErrorCode =
  'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope' | 'temporarily_unavailable';

/** Error response of the token endpoint. */
export class OauthFailure extends Error {
  readonly headers: Readonly<Record<string, string>>;

  /** @param message for the client; ASCII without quotes and backslashes (RFC 6749 §5.2) */
  constructor(
    readonly code: OauthErrorCode,
    message: string,
    readonly httpStatus: number = 400,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = OauthFailure.name;
    this.headers = headers;
  }
}

export const invalidRequest = (message: string, httpStatus?: number): OauthFailure =>
  new OauthFailure('invalid_request', message, httpStatus);

/** Creates the same error for an unknown client and a wrong secret. */
export const invalidClient = (): OauthFailure =>
  new OauthFailure('invalid_client', 'Unknown client or wrong client secret', 401, {
    'WWW-Authenticate': BASIC_CHALLENGE,
  });

export const invalidScope = (): OauthFailure =>
  new OauthFailure('invalid_scope', 'The client is not allowed to request one of the scopes');
