import { Injectable } from '@nestjs/common';
import { Request, Response } from 'express';
import { AuthConfig } from '../auth/access/auth.config.js';
import { RegisteredClient } from '../auth/clients/registered-client.js';
import { SignIn } from '../auth/credentials/sign-in.js';
import { recordOf } from '../observability/call/call-record.js';
import { AccessTokens, IssuedToken } from './access-tokens.js';
import { ClientCredentials, clientCredentialsOf } from './request/client-authentication.js';
import { readForm } from './request/form-body.js';
import { invalidClient, invalidRequest, OauthFailure } from './request/oauth-failure.js';

const GRANT_TYPE = 'client_credentials';

/**
 * Issues tokens for client credentials (RFC 6749 §4.4). Always verifies a secret, so that a request takes the same time for an
 * unknown client, a wrong secret and a right secret.
 */
@Injectable()
export class TokenEndpoint {
  constructor(
    private readonly config: AuthConfig,
    private readonly signIn: SignIn,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws OauthFailure | Overloaded | RateLimited */
  async issueToken(request: Request, response: Response): Promise<IssuedToken> {
    const address = request.ip ?? '';
    const { credentials, scope } = await this.read(request, response).catch((error: unknown) => {
      this.signIn.countMalformed(address);
      throw error;
    });
    const client = await this.authenticate(credentials, address);
    const record = recordOf(request);
    record.organisation = client.organisation;
    record.client = client.id;
    return this.tokens.issue(client, scope);
  }

  private async read(
    request: Request,
    response: Response,
  ): Promise<{ credentials: ClientCredentials; scope: string | undefined }> {
    const form = await readForm(request, response);
    const grantType = form.get('grant_type');
    if (grantType === undefined) throw invalidRequest('The parameter grant_type is missing');
    const credentials = clientCredentialsOf(request, form);
    if (grantType !== GRANT_TYPE)
      throw new OauthFailure('unsupported_grant_type', `The only supported grant type is ${GRANT_TYPE}`);
    return { credentials, scope: form.get('scope') };
  }

  private async authenticate({ id, secrets }: ClientCredentials, address: string): Promise<RegisteredClient> {
    const { oauthClients: clients } = this.config;
    const client = clients && (await this.signIn.verify({ clients, kind: 'oauth', id, secrets, address }));
    if (!client) throw invalidClient();
    return client;
  }
}
