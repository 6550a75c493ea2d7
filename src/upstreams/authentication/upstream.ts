import { UpstreamRejected } from '../../errors/upstream-errors.js';
import { UpstreamConnector } from '../../resilience/upstream/upstream-connector.js';
import { UpstreamHttp } from '../../resilience/upstream/upstream-http.js';
import { UpstreamCall, UpstreamRequest, UpstreamResponse } from '../../resilience/upstream/upstream-request.js';
import { ClientCredentials } from './client-credentials.js';
import { UpstreamConfig } from './upstream-config.js';

interface UpstreamOptions {
  /** Name in messages, metrics and the log. */
  readonly name: string;
  readonly config: UpstreamConfig;
  readonly connector: UpstreamConnector;
  /** Header that carries an API key. Default: `X-API-Key` */
  readonly apiKeyHeader?: string;
}

/** One upstream with the credentials of its configuration. */
export class Upstream {
  private readonly http: UpstreamHttp;
  private readonly tokens: ClientCredentials | undefined;
  private readonly config: UpstreamConfig;
  private readonly connector: UpstreamConnector;
  private readonly apiKeyHeader: string;

  constructor({ name, config, connector, apiKeyHeader = 'X-API-Key' }: UpstreamOptions) {
    this.config = config;
    this.connector = connector;
    this.apiKeyHeader = apiKeyHeader;
    this.http = connector.connect(name, config.baseUrl ?? '', { tls: config });
    if (config.auth === 'oauth2' && config.tokenUrl !== undefined) {
      const { origin } = new URL(config.tokenUrl);
      // The token endpoint has another origin, so it may have a public certificate: trust the public CAs too.
      const trustsPublicAuthorities = origin !== originOf(config.baseUrl);
      const login = connector.connect(`${name} login`, origin, { tls: config, trustsPublicAuthorities });
      this.tokens = new ClientCredentials(config, login, connector);
    }
  }

  get isConfigured(): boolean {
    return this.config.baseUrl !== undefined;
  }

  /**
   * Sends a request with the configured credentials. Repeats it once if an access token was rejected, or if a secret was
   * rejected and its file has changed.
   *
   * @param apiKey used instead of the configured key
   * @throws as `UpstreamHttp.request`, or the failure of the token request
   */
  async request(request: UpstreamRequest, call: UpstreamCall, apiKey?: string): Promise<UpstreamResponse> {
    if (!this.tokens) return this.requestWithSecret(request, call, apiKey);
    return this.tokens.use(call, (token) => this.http.request(request, call, { Authorization: `Bearer ${token}` }));
  }

  private async requestWithSecret(
    request: UpstreamRequest,
    call: UpstreamCall,
    apiKey: string | undefined,
  ): Promise<UpstreamResponse> {
    const used = this.secret;
    try {
      return await this.http.request(request, call, this.staticHeaders(apiKey));
    } catch (error) {
      if (!(error instanceof UpstreamRejected) || error.upstreamStatus !== 401 || apiKey !== undefined) throw error;
      if (!(await this.connector.hasNewSecret(used, () => this.secret))) throw error;
      return this.http.request(request, call, this.staticHeaders());
    }
  }

  private get secret(): string | undefined {
    return this.config.auth === 'basic' ? this.config.password : this.config.apiKey;
  }

  /** Reads the secrets at each request, because their files may have changed. */
  private staticHeaders(apiKey = this.config.apiKey): Record<string, string> {
    const { auth, username = '', password = '' } = this.config;
    if (auth === 'basic')
      return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
    if (apiKey === undefined) return {};
    if (auth === 'api-key') return { [this.apiKeyHeader]: apiKey };
    return auth === 'bearer' ? { Authorization: `Bearer ${apiKey}` } : {};
  }
}

const originOf = (url: string | undefined): string | undefined => (url === undefined ? url : new URL(url).origin);
