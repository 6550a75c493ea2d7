import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json-object.js';
import type { ActionDefinition } from '../../../src/engine/action/action-definition.js';
import type { JsonMap, JsonValue } from '../../../src/engine/json/json-value.js';
import { toPlain } from '../../../src/engine/json/plain-json.js';
import { askBackend, BackendRefusal, checkedInput, readAnswer, type RunSurroundings } from './action-run.js';
import { AuthResponses } from './auth-responses.js';
import { ExecutionError } from './execution-error.js';
import { RunTrace } from './run-trace.js';

/** The integration that a Data Action runs under. */
export interface RunIntegration {
  readonly id: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** Headers that its kind of credentials adds by itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the platform's own API. */
  readonly platformUrl: string;
  /** What gets the `authResponse`. */
  readonly authAction?: ActionDefinition | undefined;
}

export interface ActionRunnerOptions {
  readonly organisationId: string;
  readonly userId: string;
  /** Executions at the same time; what comes beyond is refused. */
  readonly concurrency?: number;
}

/** The organisation's limit, by default (Developer Center, Limits). */
const CONCURRENCY = 50;

/** Runs Data Actions as the platform does, from their definitions. */
export class ActionRunner {
  readonly authResponses = new AuthResponses();
  private running = 0;

  constructor(private readonly options: ActionRunnerOptions) {}

  /**
   * Runs a Data Action and notes its steps. An answer 401 makes it authenticate again and ask a second time, once.
   *
   * @throws ExecutionError for everything that keeps it from giving its output
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
      return await readAnswer(action, answer, flatten, trace);
    } finally {
      this.running -= 1;
    }
  }

  private async answerTo(action: ActionDefinition, integration: RunIntegration, input: JsonMap, trace: RunTrace) {
    const { id, authAction, credentials, platformUrl } = integration;
    const headers = { ...this.platformHeaders(), ...integration.headers };
    const ask = (secrets: RunSurroundings['secrets']): Promise<JsonValue> =>
      askBackend(action, input, { secrets, headers, platformUrl }, trace);
    if (authAction === undefined || action.actionType === 'customAuth') return ask({ credentials });
    const authResponse = await this.authenticate(integration, authAction, trace);
    try {
      return await ask({ credentials, authResponse });
    } catch (error) {
      if (!(error instanceof BackendRefusal) || error.backendStatus !== 401) throw error;
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
      return toPlain(await readAnswer(action, answer, false, own)) as JsonObject;
    };
    return trace.step(
      kept === undefined ? 'Run authentication action' : 'Use kept authentication',
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
