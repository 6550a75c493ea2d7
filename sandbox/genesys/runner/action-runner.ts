import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json-object.js';
import type { ActionDefinition } from '../../../src/engine/action/action-definition.js';
import type { JsonMap, JsonValue } from '../../../src/engine/json/json-value.js';
import { toPlain } from '../../../src/engine/json/plain-json.js';
import { callAction, BackendRejection, checkedInput, mapResponse, type RunContext } from './action-run.js';
import { AuthResponses } from './auth-responses.js';
import { ExecutionError } from './execution-error.js';
import { RunTrace } from './run-trace.js';

/** Integration of a Data Action. */
export interface RunIntegration {
  readonly id: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** Headers that the credential type adds. */
  readonly headers: Readonly<Record<string, string>>;
  /** URL of the platform's API. */
  readonly platformUrl: string;
  /** Authentication action that fetches `authResponse`. */
  readonly authAction?: ActionDefinition | undefined;
}

export interface ActionRunnerOptions {
  readonly organisationId: string;
  readonly userId: string;
  /** Maximum concurrent executions; others are rejected. */
  readonly concurrency?: number;
}

/** Default limit of an organisation (Developer Center, Limits). */
const CONCURRENCY = 50;

/** Runs Data Actions from their definitions like the platform. */
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
      const given = await trace.step('Check input against its contract', () => checkedInput(action, input), toPlain);
      const answer = await this.answerTo(action, integration, given, trace);
      return await mapResponse(action, answer, flatten, trace);
    } finally {
      this.running -= 1;
    }
  }

  private async answerTo(action: ActionDefinition, integration: RunIntegration, input: JsonMap, trace: RunTrace) {
    const { id, authAction, credentials, platformUrl } = integration;
    const headers = { ...this.platformHeaders(), ...integration.headers };
    const ask = (secrets: RunContext['secrets']): Promise<JsonValue> =>
      callAction(action, input, { secrets, headers, platformUrl }, trace);
    if (authAction === undefined || action.actionType === 'customAuth') return ask({ credentials });
    const authResponse = await this.authenticate(integration, authAction, trace);
    try {
      return await ask({ credentials, authResponse });
    } catch (error) {
      if (!(error instanceof BackendRejection) || error.backendStatus !== 401) throw error;
      this.authResponses.forget(id, authResponse);
      return ask({ credentials, authResponse: await this.authenticate(integration, authAction, trace) });
    }
  }

  private async authenticate(
    integration: RunIntegration,
    action: ActionDefinition,
    trace: RunTrace,
  ): Promise<JsonObject> {
    const kept = this.authResponses.get(integration.id);
    const ask = async (): Promise<JsonObject> => {
      const own = new RunTrace();
      const answer = await this.answerTo(action, integration, new Map(), own);
      return toPlain(await mapResponse(action, answer, false, own)) as JsonObject;
    };
    return trace.step(
      kept === undefined ? 'Run authentication action' : 'Use cached authentication',
      () => kept ?? this.authResponses.renew(integration.id, ask),
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
