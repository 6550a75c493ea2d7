import { Injectable } from '@nestjs/common';
import { IdempotencyConflict } from '../../errors/idempotency-errors.js';
import { ConversationQuery } from '../../conversation-filter/page-walk.js';
import { UpstreamBadResponse, UpstreamRejected } from '../../errors/upstream-errors.js';
import { UpstreamConnector } from '../../resilience/upstream/upstream-connector.js';
import { UpstreamResponse, UpstreamCall } from '../../resilience/upstream/upstream-request.js';
import { ConversationPage, readConversationPage } from './responses/genesys-conversation-page.js';
import { GenesysHttp, GenesysRequest } from './http/genesys-http.js';
import { GenesysInvokeConfig } from './genesys-invoke.config.js';
import { QueuePage, QueueQuery, readQueuePage } from './responses/genesys-queue.js';
import { DataActionExecution, readExecution, readInvocation } from './responses/data-action-execution.js';
import { GenesysToken } from './http/genesys-token.js';
import { GenesysUser, readUser } from './responses/genesys-user.js';
import { GenesysConfig } from './http/genesys.config.js';

/** Idempotency key of a write, and whether the platform honours it. */
interface UpstreamKey {
  readonly key: string;
  readonly isHonoured: boolean;
}

const NAME = 'Genesys Cloud';

/** API of the platform, with the OAuth client of this service. */
@Injectable()
export class GenesysClient {
  private readonly host: GenesysHttp;

  constructor(
    private readonly config: GenesysConfig,
    private readonly invocation: GenesysInvokeConfig,
    private readonly tokens: GenesysToken,
    connector: UpstreamConnector,
  ) {
    this.host = new GenesysHttp(connector.connect(NAME, config.apiBaseUrl, { tls: config }));
  }

  get isConfigured(): boolean {
    return this.config.isConfigured;
  }

  async queues(query: QueueQuery, call: UpstreamCall): Promise<QueuePage> {
    const body = await this.requestBody(
      {
        operation: 'GET queues',
        permission: 'routing:queue:view',
        method: 'GET',
        path: ['api', 'v2', 'routing', 'queues'],
        query: {
          id: query.ids?.length ? query.ids.join(',') : undefined,
          name: query.name,
          pageSize: String(query.pageSize),
          pageNumber: String(query.pageNumber),
        },
      },
      call,
    );
    return known(readQueuePage(body, query), 'list of queues');
  }

  async conversations(query: ConversationQuery, call: UpstreamCall): Promise<ConversationPage> {
    const body = await this.requestBody(
      {
        operation: 'POST conversations query',
        permission: 'analytics:conversationDetail:view',
        method: 'POST',
        path: ['api', 'v2', 'analytics', 'conversations', 'details', 'query'],
        body: query,
        repeatable: true,
        readsOnly: true,
      },
      call,
    );
    return known(readConversationPage(body), 'list of conversations');
  }

  /** Returns a user by id. @throws UpstreamRejected with status 404 for an unknown user */
  async user(id: string, call: UpstreamCall): Promise<GenesysUser> {
    const body = await this.requestBody(
      {
        operation: 'GET users',
        permission: 'directory:user:view',
        method: 'GET',
        path: ['api', 'v2', 'users', id],
      },
      call,
    );
    return known(readUser(body), 'user');
  }

  /**
   * Runs a Data Action of the platform.
   *
   * @param key sent as `Idempotency-Key`, the same on every attempt
   * @throws IdempotencyConflict if the platform has stored a failure for this key
   */
  async run(actionId: string, input: object, key: UpstreamKey, call: UpstreamCall): Promise<DataActionExecution> {
    const { segments, takesFlatInput } = this.invocation;
    try {
      const response = await this.request(
        {
          operation: 'POST run',
          permission: 'integrations:action:execute',
          method: 'POST',
          path: segments.map((segment) => segment.replace('{actionId}', () => actionId)),
          headers: { 'Idempotency-Key': key.key },
          body: takesFlatInput ? input : { input },
          repeatable: key.isHonoured,
        },
        call,
      );
      return takesFlatInput ? readExecution(response) : readInvocation(response);
    } catch (error) {
      const isConflict = error instanceof UpstreamRejected && error.upstreamStatus === 409;
      throw isConflict ? new IdempotencyConflict(NAME, { cause: error }) : error;
    }
  }

  private async requestBody(request: GenesysRequest, call: UpstreamCall): Promise<unknown> {
    const { body } = await this.request(request, call);
    return body;
  }

  /** Calls the API. A rejected token is replaced once. */
  async request(request: GenesysRequest, call: UpstreamCall): Promise<UpstreamResponse> {
    return this.tokens.use(call, (token) => {
      const headers = { ...request.headers, Authorization: `Bearer ${token}` };
      return this.host.request({ ...request, headers }, token, call);
    });
  }
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new UpstreamBadResponse(NAME, `sent a response that is not a ${what}`);
  return value;
}
