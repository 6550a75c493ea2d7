import { BASIC_CHALLENGE } from '../auth/credentials/challenges.js';

/** The codes that a token endpoint may answer with (RFC 6749 §5.2). */
export type OauthErrorCode =
  'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope' | 'temporarily_unavailable';

/** A refusal of the token endpoint, in OAuth's own form. */
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

/** Says the same of an unknown client and of a wrong secret. */
export const invalidClient = (): OauthFailure =>
  new OauthFailure('invalid_client', 'The client is not known, or its secret is another', 401, {
    'WWW-Authenticate': BASIC_CHALLENGE,
  });

export const invalidScope = (): OauthFailure =>
  new OauthFailure('invalid_scope', 'The client may not have a scope that it asks for');
