import { Inject } from '@nestjs/common';
import { ConfigClass } from '../../config/variables/env.decorator.js';
import { UpstreamBadResponse, UpstreamRejected } from '../../errors/upstream-errors.js';
import { UpstreamConnector } from '../../resilience/upstream/upstream-connector.js';
import { UpstreamCall, UpstreamRequest, UpstreamResponse } from '../../resilience/upstream/upstream-request.js';
import { Fields, FieldTypes, readFields } from './response-fields.js';
import { Upstream } from './upstream.js';
import { AuthKind, UpstreamConfig, upstreamConfig } from './upstream-config.js';

export { UpstreamCall };

/** A call of a flow that writes data at an upstream. */
export interface UpstreamWrite extends UpstreamCall {
  /** The key is the same for every attempt and every repeated call of the flow. */
  readonly idempotency: { readonly key: string; readonly isHonoured: boolean };
}

interface ClientOptions {
  /** Name in messages, metrics and the log. */
  readonly name: string;
  /** Prefix of the environment variables: `CRM` for `CRM_BASE_URL`, `CRM_AUTH` and so on. */
  readonly prefix: string;
  /** Default of the variable `…_AUTH`. */
  readonly auth: AuthKind;
  /** Header that carries an API key. Default: `X-API-Key` */
  readonly apiKeyHeader?: string;
}

/** Base class of all clients. */
export abstract class UpstreamClient {
  protected constructor(
    private readonly name: string,
    private readonly upstream: Upstream,
  ) {}

  /** Whether `…_BASE_URL` is set. */
  get isConfigured(): boolean {
    return this.upstream.isConfigured;
  }

  /**
   * Sends a request with the configured credentials.
   *
   * @param apiKey used instead of the configured key
   * @throws as `Upstream.request`
   */
  protected request(request: UpstreamRequest, call: UpstreamCall, apiKey?: string): Promise<UpstreamResponse> {
    return this.upstream.request(request, call, apiKey);
  }

  /**
   * Sends a request and returns the fields of its response that `types` names.
   *
   * @throws UpstreamBadResponse if a field is absent or of another type
   */
  protected async read<T extends FieldTypes>(
    types: T,
    request: UpstreamRequest,
    call: UpstreamCall,
  ): Promise<Fields<T>> {
    const { body } = await this.request(request, call);
    return this.fields(types, body);
  }

  /** Returns the fields of a part of a response that `types` names. @throws UpstreamBadResponse as `read` */
  protected fields<T extends FieldTypes>(types: T, body: unknown): Fields<T> {
    try {
      return readFields(body, types);
    } catch (error) {
      throw new UpstreamBadResponse(this.name, `sent a response ${(error as TypeError).message}`);
    }
  }

  /**
   * Like `read`, with the header `Idempotency-Key`. The request may be repeated if the upstream honours the key (`honoursKey`
   * of the action).
   */
  protected write<T extends FieldTypes>(types: T, request: UpstreamRequest, call: UpstreamWrite): Promise<Fields<T>> {
    const { key, isHonoured } = call.idempotency;
    const headers = { ...request.headers, 'Idempotency-Key': key };
    return this.read(types, { repeatable: isHonoured, ...request, headers }, call);
  }

  /** Like `read`. @returns undefined for status 404 */
  protected async find<T extends FieldTypes>(
    types: T,
    request: UpstreamRequest,
    call: UpstreamCall,
  ): Promise<Fields<T> | undefined> {
    try {
      return await this.read(types, request, call);
    } catch (error) {
      if (error instanceof UpstreamRejected && error.upstreamStatus === 404) return undefined;
      throw error;
    }
  }
}

/** A client class that Nest creates, and its configuration. */
interface ClientClass {
  new (config: UpstreamConfig, connector: UpstreamConnector): UpstreamClient;
  readonly Config: ConfigClass<UpstreamConfig>;
}

/**
 * Returns the base class of a client, with its configuration:
 * `class ShopsClient extends upstreamClient({ name: 'Shops', prefix: 'SHOPS', auth: 'api-key' })`.
 */
export function upstreamClient({ name, prefix, auth, apiKeyHeader }: ClientOptions): ClientClass {
  const Config = upstreamConfig(prefix, auth);
  class ConfiguredClient extends UpstreamClient {
    static readonly Config = Config;

    constructor(@Inject(Config) config: UpstreamConfig, @Inject(UpstreamConnector) connector: UpstreamConnector) {
      super(name, new Upstream({ name, config, connector, ...(apiKeyHeader !== undefined && { apiKeyHeader }) }));
    }
  }
  return ConfiguredClient;
}
