import type { GenesysCloud } from './genesys/genesys-cloud.js';
import { jsonCall, type JsonResponse } from './json/json-call.js';
import { isJsonObject, type JsonObject } from './json/json-object.js';

/** Calls Data Actions as an Architect flow does: the simulated platform runs their definitions and flattens the outputs. */
export class Architect {
  private readonly ids = new Map<string, string>();
  /** Access token of the platform's API. */
  readonly token: string;

  constructor(private readonly genesys: GenesysCloud) {
    this.token = genesys.tokens.issue();
  }

  /** Creates a web services integration with credentials. @returns its id */
  async integrate(type: string, credentialFields: Readonly<Record<string, string>>): Promise<string> {
    const { id: credentials } = await this.create('/credentials', { name: type, type: { id: type }, credentialFields });
    const { id } = await this.create('', { name: type, integrationType: { id: 'custom-rest-actions' } });
    const config = {
      name: type,
      version: 1,
      properties: {},
      advanced: {},
      notes: '',
      credentials: { own: { id: credentials } },
    };
    await this.create(`/${id}/config/current`, config, 'PUT');
    return id;
  }

  /**
   * Imports a definition under a name, into the default integration or another one.
   *
   * @throws Error with the platform's response if the import fails
   */
  async import(name: string, definition: JsonObject, integrationId?: string): Promise<void> {
    const { id } = await this.create('/actions', {
      ...definition,
      ...(integrationId !== undefined && { integrationId }),
    });
    this.ids.set(name, id);
  }

  /** Returns the platform's id of an imported definition. @throws Error if the name is unknown */
  idOf(name: string): string {
    const id = this.ids.get(name);
    if (id !== undefined) return id;
    throw new Error(`${name} is not imported. Imported actions: ${[...this.ids.keys()].join(', ')}`);
  }

  /** Runs an imported Data Action. @returns its outputs, or the platform's error */
  execute(name: string, input: unknown): Promise<JsonResponse> {
    return this.send(`/actions/${this.idOf(name)}/execute?flatten=true`, input);
  }

  /** Tests an imported Data Action. @returns its outputs and each step */
  test(name: string, input: unknown): Promise<JsonResponse> {
    return this.send(`/actions/${this.idOf(name)}/test?flatten=true`, input);
  }

  /** Removes the cached token for calls to the service. The next call must fetch a new one, as after an expiry. */
  forgetToken(): void {
    this.genesys.runner.authResponses.forget(this.genesys.integration.id);
  }

  private async create(path: string, body: unknown, method = 'POST'): Promise<{ readonly id: string }> {
    const response = await this.send(path, body, method);
    const id = isJsonObject(response.body) ? response.body['id'] : undefined;
    if (response.status === 200 && typeof id === 'string') return { id };
    throw new Error(`The platform rejected the request: ${JSON.stringify(response.body)}`);
  }

  private send(path: string, body: unknown, method = 'POST'): Promise<JsonResponse> {
    const headers = { authorization: `Bearer ${this.token}` };
    return jsonCall(`${this.genesys.url}/api/v2/integrations${path}`, { body, headers, method });
  }
}
