import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json-object.js';
import type { ActionDefinition } from '../../../src/engine/action/action-definition.js';
import type { JsonMap, JsonValue } from '../../../src/engine/json/json-value.js';
import { toPlain } from '../../../src/engine/json/plain-json.js';
import { callAction, BackendRejection, checkedInput, mapResponse, type RunContext } from './action-run.js';
import { AuthResponses } from './auth-responses.js';
import { ExecutionError } from './execution-error.js';
import { RunTrace } from './run-trace.js';

export interface RunIntegration {
  readonly id: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** Headers that the credential type adds. */
  readonly headers: Readonly<Record<string, string>>;
  readonly platformUrl: string;
  /** Authentication action that fetches `authResponse`. */
  readonly authAction?: ActionDefinition | undefined;
}

export interface ActionRunnerOptions {
  readonly organisationId: string;
  readonly userId: string;
  /** Maximum number of concurrent executions. Further ones are rejected. */
  readonly concurrency?: number;
}

/** Default limit of an organisation (Developer Center, Limits). */
const CONCURRENCY = 50;

/** Runs Data Actions from their definitions, as the platform does. */
export class ActionRunner {
  readonly authResponses = new AuthResponses();
  private running = 0;

  constructor(private readonly options: ActionRunnerOptions) {}

  /**
   * Runs a Data Action and records its steps. After a 401 it authenticates again and repeats the request once.
   *
   * @throws ExecutionError
   */
  async run(
    action: ActionDefinition,
    integration: RunIntegration,
    input: unknown,
    { flatten = false, trace = new RunTrace() }: { flatten?: boolean; trace?: RunTrace } = {},
  ): Promise<JsonValue> {
    const { concurrency = CONCURRENCY } = this.options;
    if (this.running >= concurrency)
      throw new ExecutionError(`More than ${concurrency} Data Actions are executing`, { status: 429 });
    this.running += 1;
    try {
      const checked = await trace.step('Check input against its contract', () => checkedInput(action, input), toPlain);
      const response = await this.responseTo(action, integration, checked, trace);
      return await mapResponse(action, response, flatten, trace);
    } finally {
      this.running -= 1;
    }
  }

  private async responseTo(action: ActionDefinition, integration: RunIntegration, input: JsonMap, trace: RunTrace) {
    const { id, authAction, credentials, platformUrl } = integration;
    const headers = { ...this.platformHeaders(), ...integration.headers };
    const send = (secrets: RunContext['secrets']): Promise<JsonValue> =>
      callAction(action, input, { secrets, headers, platformUrl }, trace);
    if (authAction === undefined || action.actionType === 'customAuth') return send({ credentials });
    const authResponse = await this.authenticate(integration, authAction, trace);
    try {
      return await send({ credentials, authResponse });
    } catch (error) {
      if (!(error instanceof BackendRejection) || error.backendStatus !== 401) throw error;
      this.authResponses.forget(id, authResponse);
      return send({ credentials, authResponse: await this.authenticate(integration, authAction, trace) });
    }
  }

  private async authenticate(
    integration: RunIntegration,
    action: ActionDefinition,
    trace: RunTrace,
  ): Promise<JsonObject> {
    const cached = this.authResponses.get(integration.id);
    const fetch = async (): Promise<JsonObject> => {
      const own = new RunTrace();
      const response = await this.responseTo(action, integration, new Map(), own);
      return toPlain(await mapResponse(action, response, false, own)) as JsonObject;
    };
    return trace.step(
      cached === undefined ? 'Run authentication action' : 'Use cached authentication',
      () => cached ?? this.authResponses.renew(integration.id, fetch),
      (response) => Object.fromEntries(Object.keys(response).map((name) => [name, '********'])),
    );
  }

  private platformHeaders(): Record<string, string> {
    const { organisationId, userId } = this.options;
    return {
      'ININ-Correlation-Id': randomUUID(),
      'ININ-Organization-Id': organisationId,
      'ININ-Home-Organization-Id': organisationId,
      'ININ-User-Id': userId,
      'User-Agent': 'PureCloudIntegrations/1.0',
    };
  }
}
