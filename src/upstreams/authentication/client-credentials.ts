import {
  allowInsecureRequests,
  ClientAuth,
  clientCredentialsGrantRequest,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  PrivateKeyJwt,
  processClientCredentialsResponse,
} from 'oauth4webapi';
import { ActionError } from '../../errors/action-error.js';
import { DeadlineExceeded } from '../../errors/limit-errors.js';
import { UpstreamBadResponse, UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { UpstreamConnector } from '../../resilience/upstream/upstream-connector.js';
import { UpstreamHttp } from '../../resilience/upstream/upstream-http.js';
import { UpstreamConfig } from './upstream-config.js';
import { AccessToken } from './access-token.js';
import { AccessTokenSource } from './access-token-source.js';

/** Access tokens of the client credentials grant (RFC 6749 §4.4). The token endpoint counts as an upstream of its own. */
export class ClientCredentials extends AccessTokenSource {
  private usedSecret: unknown;

  /**
   * @param http connected to the origin of the token endpoint
   * @param connector reads the file of the secret again
   */
  constructor(
    private readonly config: UpstreamConfig,
    private readonly http: UpstreamHttp,
    private readonly connector: UpstreamConnector,
  ) {
    super();
  }

  protected override hasNewSecret(): Promise<boolean> {
    return this.connector.hasNewSecret(this.usedSecret, () => this.secret);
  }

  protected override async fetch(): Promise<AccessToken> {
    const { tokenUrl = '', clientId = '', scope } = this.config;
    const server = { issuer: tokenUrl, token_endpoint: tokenUrl };
    const client = { client_id: clientId };
    const deadline = new Deadline(performance.now(), this.limitMs);
    this.usedSecret = this.secret;
    try {
      const response = await clientCredentialsGrantRequest(
        server,
        client,
        await this.clientAuth(),
        scope === undefined ? {} : { scope },
        {
          // The configuration decides whether the token endpoint may be reached over plain HTTP inside a cluster.
          [allowInsecureRequests]: true,
          [customFetch]: (url, { body, headers }) => this.post(new URL(url), { body, headers, deadline }),
        },
      );
      const body = await processClientCredentialsResponse(server, client, response);
      const token = AccessToken.read(body, performance.now());
      if (!token) throw new Error('no usable access_token');
      return token;
    } catch (error) {
      throw this.failure(error);
    } finally {
      deadline.release();
    }
  }

  private get limitMs(): number {
    return this.connector.loginLimitMs;
  }

  private get secret(): unknown {
    return this.config.clientAuth === 'private_key_jwt' ? this.config.clientKey : this.config.clientSecret;
  }

  private async clientAuth(): Promise<ClientAuth> {
    const { clientAuth, clientSecret = '', clientKey } = this.config;
    if (clientAuth === 'private_key_jwt' && clientKey) return PrivateKeyJwt(await clientKey);
    return clientAuth === 'post' ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
  }

  private async post(
    url: URL,
    { body, headers, deadline }: { body: URLSearchParams; headers: Record<string, string>; deadline: Deadline },
  ): Promise<Response> {
    const response = await this.http.request(
      {
        operation: 'POST token',
        method: 'POST',
        path: url.pathname
          .split('/')
          .filter((segment) => segment !== '')
          .map(decodeURIComponent),
        query: Object.fromEntries(url.searchParams),
        headers,
        body,
        repeatable: true,
      },
      { deadline },
    );
    return Response.json(response.body, { status: response.status });
  }

  private failure(error: unknown): unknown {
    if (error instanceof DeadlineExceeded)
      return new UpstreamUnreachable(this.http.name, `did not respond within ${this.limitMs} ms`, { cause: error });
    if (error instanceof ActionError) return error;
    return new UpstreamBadResponse(this.http.name, 'sent a response without a usable token', { cause: error as Error });
  }
}
