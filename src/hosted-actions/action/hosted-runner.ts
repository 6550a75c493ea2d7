import { Inject, Injectable } from '@nestjs/common';
import { DataActionCall } from '../../data-actions/request/context/data-action-call.js';
import { JsonMap, JsonValue, isMap } from '../../engine/json/json-value.js';
import { UpstreamBadResponse, UpstreamRejected } from '../../errors/upstream-errors.js';
import { GenesysClient } from '../../upstreams/genesys/genesys.client.js';
import { toUpstreamRequest, WebRequest } from '../../upstreams/web-services/web-request.js';
import { UpstreamCall, WebServicesClient } from '../../upstreams/web-services/web-services.client.js';
import { effectOf, HostedDefinition } from '../definition/hosted-definition.js';
import { FolderAction } from '../folder/read-folder.js';
import { isRepeatable } from '../policy/is-repeatable.js';
import { CREDENTIALS, CredentialStore } from '../folder/credential-store.js';
import { renderRequest } from './render-request.js';
import { AuthResponse } from './auth-response.js';
import { dataOf, markNotFound } from './hosted-output.js';
import { readInput, templateContext } from './hosted-input.js';
import { isEmptyResponse, isNotFoundFailure, notFoundOutput } from './not-found.js';
import { makeOutput, readResponseText } from './response-output.js';

/** One call of a definition. */
interface HostedCall {
  readonly input: JsonMap;
  readonly authResponse?: JsonMap;
  readonly call: UpstreamCall & Partial<Pick<DataActionCall, 'idempotency'>>;
}

/** Runs hosted definitions: renders the request, sends it through the common upstream layer, and reads the response. */
@Injectable()
export class HostedRunner {
  private readonly authResponses = new Map<HostedDefinition, AuthResponse>();

  constructor(
    private readonly services: WebServicesClient,
    private readonly genesys: GenesysClient,
    @Inject(CREDENTIALS) private readonly credentials: CredentialStore,
  ) {}

  /**
   * Runs a definition for one call.
   *
   * @throws InvalidInput if the input does not result in a valid request
   * @throws the errors of the upstream layer
   */
  async run(hosted: FolderAction, call: DataActionCall): Promise<object> {
    const { definition, policy } = hosted;
    const input = readInput(definition, call.input);
    let response: JsonValue;
    try {
      response = await this.request(hosted, { input, call });
    } catch (error) {
      if (isNotFoundFailure(policy.notFound, error)) return this.dataOf(hosted, notFoundOutput(hosted), true);
      throw error;
    }
    if (isEmptyResponse(policy.notFound, response)) return this.dataOf(hosted, notFoundOutput(hosted), true);
    return this.dataOf(hosted, makeOutput(hosted, response), false);
  }

  private dataOf({ name }: HostedDefinition, output: JsonValue, isNotFound: boolean): object {
    const data = dataOf(output);
    if (!data) throw new UpstreamBadResponse(`The output of ${name}`, 'is neither an object nor a list');
    return isNotFound ? markNotFound(data) : data;
  }

  /** Sends the request. Repeats it once with a new `authResponse` if the upstream rejects the first one. */
  private async request(hosted: FolderAction, hostedCall: HostedCall): Promise<JsonValue> {
    if (!hosted.auth) return this.send(hosted, hostedCall);
    return this.authResponseOf(hosted.auth).use(hostedCall.call, (text) =>
      this.send(hosted, { ...hostedCall, authResponse: AuthResponse.read(text) }),
    );
  }

  private authResponseOf(auth: HostedDefinition): AuthResponse {
    const known = this.authResponses.get(auth);
    if (known) return known;
    const authenticate = async (call: UpstreamCall): Promise<JsonMap> => {
      const output = makeOutput(auth, await this.send(auth, { input: new Map(), call }));
      if (!isMap(output)) throw new UpstreamBadResponse(`The output of ${auth.name}`, 'is not an object');
      return output;
    };
    const source = new AuthResponse(auth.name, authenticate, this.services.loginLimitMs);
    this.authResponses.set(auth, source);
    return source;
  }

  /** Sends the request. If the upstream responds with 401 and a file with a credential has changed, sends it once more. */
  private async send(hosted: HostedDefinition, hostedCall: HostedCall): Promise<JsonValue> {
    const credentials = (): string => JSON.stringify([...this.credentials.of(hosted).values()]);
    const used = credentials();
    try {
      return await this.sendOnce(hosted, hostedCall);
    } catch (error) {
      if (!(error instanceof UpstreamRejected) || error.upstreamStatus !== 401 || used === '[]') throw error;
      if (!(await this.services.hasNewSecret(used, credentials))) throw error;
      return this.sendOnce(hosted, hostedCall);
    }
  }

  private async sendOnce(hosted: HostedDefinition, { input, authResponse, call }: HostedCall): Promise<JsonValue> {
    const credentials = this.credentials.of(hosted);
    const context = templateContext(hosted.definition, input, { credentials, ...(authResponse && { authResponse }) });
    const { origin, headers, ...rendered } = renderRequest(hosted, context);
    const { idempotency } = call;
    const { policy } = hosted;
    const keyHeader = policy.idempotency?.header;
    const isRead = hosted.definition.actionType === 'customAuth' || effectOf(hosted) === 'read';
    const request: WebRequest = {
      ...rendered,
      operation: hosted.name,
      method: hosted.definition.config.request.requestType.toUpperCase() as WebRequest['method'],
      headers: { ...headers, ...(keyHeader !== undefined && idempotency && { [keyHeader]: idempotency.key }) },
      read: readResponseText,
      isRead,
      isRepeatable: isRead || isRepeatable(policy),
      maxAttempts: policy.retry?.attempts,
    };
    const { body } =
      origin === undefined
        ? await this.genesys.request(toUpstreamRequest(request), call)
        : await this.services.request(origin, request, call);
    return body as JsonValue;
  }
}
