import type { GenesysCloud } from './genesys/genesys-cloud.js';
import { jsonCall, type JsonAnswer } from './json-call.js';
import { isJsonObject, type JsonObject } from './json-object.js';

/** Calls Data Actions as a flow does: by the platform, through their definitions, with flattened outputs. */
export class Architect {
  private readonly ids = new Map<string, string>();
  /** Good for the platform's API. */
  readonly token: string;

  constructor(private readonly genesys: GenesysCloud) {
    this.token = genesys.tokens.issue();
  }

  /** Makes an integration of web services with credentials. @returns its id */
  async integrate(type: string, credentialFields: Readonly<Record<string, string>>): Promise<string> {
    const { id: credentials } = await this.made('/credentials', { name: type, type: { id: type }, credentialFields });
    const { id } = await this.made('', { name: type, integrationType: { id: 'custom-rest-actions' } });
    const config = {
      name: type,
      version: 1,
      properties: {},
      advanced: {},
      notes: '',
      credentials: { own: { id: credentials } },
    };
    await this.made(`/${id}/config/current`, config, 'PUT');
    return id;
  }

  /**
   * Imports a definition under a name of one's own, into the integration that is there from the start or another one.
   *
   * @throws Error with the platform's reasons where it does not take it
   */
  async import(name: string, definition: JsonObject, integrationId?: string): Promise<void> {
    const { id } = await this.made('/actions', {
      ...definition,
      ...(integrationId !== undefined && { integrationId }),
    });
    this.ids.set(name, id);
  }

  /** The platform's id of what was imported under a name. @throws Error where nothing was */
  idOf(name: string): string {
    const id = this.ids.get(name);
    if (id !== undefined) return id;
    throw new Error(`${name} is not imported; there are ${[...this.ids.keys()].join(', ')}`);
  }

  /** Executes an imported Data Action: its outputs, or the platform's refusal. */
  execute(name: string, input: unknown): Promise<JsonAnswer> {
    return this.ask(`/actions/${this.idOf(name)}/execute?flatten=true`, input);
  }

  /** Tests an imported Data Action: its outputs and each step to them. */
  test(name: string, input: unknown): Promise<JsonAnswer> {
    return this.ask(`/actions/${this.idOf(name)}/test?flatten=true`, input);
  }

  /** Makes the platform forget the token that it has kept, as if it had run out. */
  forgetToken(): void {
    this.genesys.runner.authResponses.forget(this.genesys.integration.id);
  }

  private async made(path: string, body: unknown, method = 'POST'): Promise<{ readonly id: string }> {
    const answer = await this.ask(path, body, method);
    const id = isJsonObject(answer.body) ? answer.body['id'] : undefined;
    if (answer.status === 200 && typeof id === 'string') return { id };
    throw new Error(`The platform refuses: ${JSON.stringify(answer.body)}`);
  }

  private ask(path: string, body: unknown, method = 'POST'): Promise<JsonAnswer> {
    const headers = { authorization: `Bearer ${this.token}` };
    return jsonCall(`${this.genesys.url}/api/v2/integrations${path}`, { body, headers, method });
  }
}
