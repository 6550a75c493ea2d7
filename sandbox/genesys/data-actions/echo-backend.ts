import { isJsonObject, type JsonObject } from '../../json/json-object.js';
import { jsonCall, type JsonResponse } from '../../json/json-call.js';
import { Simulator } from '../../simulator/simulator.js';
import { startWorld, type World } from '../../world.js';

/** The response of a test of a Data Action. */
export interface TestResult {
  readonly operations: readonly { readonly name: string; readonly success: boolean; readonly result?: unknown }[];
  readonly success: boolean;
  readonly finalResult?: unknown;
  readonly error?: JsonObject;
}

/** Parts that replace those of the default definition. */
export interface EchoOverrides {
  readonly request?: JsonObject;
  readonly response?: JsonObject;
  readonly input?: JsonObject;
  readonly output?: JsonObject;
  readonly rest?: JsonObject;
}

/** A backend that returns what it received, a token endpoint with numbered tokens, and a Genesys Cloud that calls them. */
export class EchoBackend {
  private constructor(
    readonly world: World,
    readonly backend: Simulator<'echo' | 'token'>,
    private readonly token: string,
  ) {}

  static async start(): Promise<EchoBackend> {
    const backend: Simulator<'echo' | 'token'> = new Simulator('backend', {
      echo: {
        method: 'POST',
        pattern: '/echo',
        handle: ({ headers, text, json }) => ({ status: 200, body: { headers, text, json } }),
      },
      token: {
        method: 'POST',
        pattern: '/token',
        handle: () => {
          return {
            status: 200,
            body: { access_token: `t-${backend.count('token')}`, token_type: 'Bearer', expires_in: 60 },
          };
        },
      },
    });
    const [world] = await Promise.all([startWorld(), backend.start()]);
    return new EchoBackend(world, backend, world.genesys.tokens.issue());
  }

  async stop(): Promise<void> {
    await Promise.all([this.world.stop(), this.backend.stop()]);
  }

  call(path: string, body?: unknown, method?: string): Promise<JsonResponse> {
    return jsonCall(`${this.world.genesys.url}/api/v2/integrations${path}`, {
      body,
      headers: { authorization: `Bearer ${this.token}` },
      ...(method !== undefined && { method }),
    });
  }

  /** Returns a Data Action that sends a text to the backend and outputs the text in the response. */
  definition({ request, response, input, output, rest }: EchoOverrides = {}): JsonObject {
    return {
      name: 'Echo',
      integrationType: 'custom-rest-actions',
      actionType: 'custom',
      config: {
        request: {
          requestUrlTemplate: `${this.backend.url}/echo`,
          requestType: 'POST',
          headers: { 'Content-Type': 'application/json' },
          requestTemplate: '{"said": "$esc.jsonString(${input.say})"}',
          ...request,
        },
        response: {
          translationMap: { said: '$.json.said' },
          translationMapDefaults: { said: '"nothing"' },
          successTemplate: '{"said": ${said}}',
          ...response,
        },
      },
      contract: {
        input: { inputSchema: { type: 'object', properties: { say: { type: 'string' } }, ...input } },
        output: { successSchema: { type: 'object', properties: { said: { type: 'string' } }, ...output } },
      },
      secure: false,
      ...rest,
    };
  }

  /** Imports a Data Action. @returns its id */
  async importAction(definition: JsonObject): Promise<string> {
    const { status, body } = await this.call('/actions', definition);
    if (status === 200 && isJsonObject(body) && typeof body['id'] === 'string') return body['id'];
    throw new Error(`Import failed: ${JSON.stringify(body)}`);
  }

  /** Imports a Data Action and executes it. @returns the response of the execution */
  async run(definition: JsonObject, input: unknown, flatten = false): Promise<JsonResponse> {
    return this.call(`/actions/${await this.importAction(definition)}/execute?flatten=${String(flatten)}`, input);
  }

  /** Imports a Data Action and tests it. @returns the result of each step */
  async testAction(definition: JsonObject, input: unknown): Promise<TestResult> {
    return (await this.call(`/actions/${await this.importAction(definition)}/test`, input)).body as TestResult;
  }
}
