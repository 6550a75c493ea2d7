import { Injectable } from '@nestjs/common';
import { Request, Response } from 'express';
import { SignInRateLimit } from '../auth/credentials/sign-in-rate-limit.js';
import { AuthConfig } from '../auth/access/auth.config.js';
import { RegisteredClient } from '../auth/clients/registered-client.js';
import { SecretVerifier } from '../auth/clients/secret-verifier.js';
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
    private readonly limits: SignInRateLimit,
    private readonly checks: SecretVerifier,
    private readonly tokens: AccessTokens,
  ) {}

  /** @throws OauthFailure | Overloaded */
  async answer(request: Request, response: Response): Promise<IssuedToken> {
    this.limits.takeForAddress(request.ip ?? '');
    const form = await readForm(request, response);
    const grantType = form.get('grant_type');
    if (grantType === undefined) throw invalidRequest('The parameter grant_type is missing');
    const proof = proofOf(request, form);
    if (grantType !== GRANT_TYPE)
      throw new OauthFailure('unsupported_grant_type', `The only grant type is ${GRANT_TYPE}`);
    const client = await this.authenticate(proof);
    const record = recordOf(request);
    record.organisation = client.organisation;
    record.client = client.id;
    return this.tokens.issue(client, form.get('scope'));
  }

  private async authenticate({ id, secrets }: ClientProof): Promise<RegisteredClient> {
    this.limits.takeForClient(id);
    const { oauthClients: clients } = this.config;
    const client = clients && (await this.checks.find(clients, id, secrets));
    if (!client) throw invalidClient();
    return client;
  }
}
