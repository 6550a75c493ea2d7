import { Injectable } from '@nestjs/common';
import { Request, Response } from 'express';
import { AuthConfig } from '../auth/access/auth.config.js';
import { RegisteredClient } from '../auth/clients/registered-client.js';
import { SignIn } from '../auth/credentials/sign-in.js';
import { recordOf } from '../observability/call-record.js';
import { AccessTokens, IssuedToken } from './access-tokens.js';
import { ClientProof, proofOf } from './client-authentication.js';
import { readForm } from './form-body.js';
import { invalidClient, invalidRequest, OauthFailure } from './oauth-failure.js';

const GRANT_TYPE = 'client_credentials';

/**
 * Gives a client a token for its secret (RFC 6749 §4.4). No verdict is remembered here: who asks gets the same answer in the
 * same time whether the client is unknown, the secret wrong, or all is right.
 */
@Injectable()
export class TokenEndpoint {
  constructor(
    private readonly config: AuthConfig,
    private readonly signIn: SignIn,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws OauthFailure | Overloaded | RateLimited */
  async answer(request: Request, response: Response): Promise<IssuedToken> {
    const address = request.ip ?? '';
    const { proof, scope } = await this.read(request, response).catch((error: unknown) => {
      this.signIn.countMalformed(address);
      throw error;
    });
    const client = await this.authenticate(proof, address);
    const record = recordOf(request);
    record.organisation = client.organisation;
    record.client = client.id;
    return this.tokens.issue(client, scope);
  }

  private async read(request: Request, response: Response): Promise<{ proof: ClientProof; scope: string | undefined }> {
    const form = await readForm(request, response);
    const grantType = form.get('grant_type');
    if (grantType === undefined) throw invalidRequest('The parameter grant_type is missing');
    const proof = proofOf(request, form);
    if (grantType !== GRANT_TYPE)
      throw new OauthFailure('unsupported_grant_type', `The only grant type is ${GRANT_TYPE}`);
    return { proof, scope: form.get('scope') };
  }

  private async authenticate({ id, secrets }: ClientProof, address: string): Promise<RegisteredClient> {
    const { oauthClients: clients } = this.config;
    const client = clients && (await this.signIn.verify({ clients, kind: 'oauth', id, secrets, address }));
    if (!client) throw invalidClient();
    return client;
  }
}
