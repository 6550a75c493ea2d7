import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json-object.js';
import type { ActionDefinition } from '../../../src/engine/action/action-definition.js';

/**
 * Types of integrations with Data Actions, by their names in definitions: `custom-rest-actions`, `purecloud-data-actions`,
 * `function-data-actions`, `aws-lambda-data-actions`, `salesforce-datadip` and others of this form.
 */
const INTEGRATION_TYPE = /^(custom-rest-actions|[a-z0-9-]+-data-actions|[a-z0-9-]+-datadip)$/;

/** Returns whether integrations of a type have Data Actions. */
export const isIntegrationType = (type: string): boolean => INTEGRATION_TYPE.test(type);

/** Stored credentials. The API never returns the fields. */
export interface StoredCredentials {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** An integration: Data Actions with common credentials. */
export interface StoredIntegration {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly notes: string;
  /** Incremented with each change of the configuration. */
  readonly version: number;
  readonly credentials: Readonly<Record<string, StoredCredentials>>;
  readonly authAction?: StoredAction;
}

export interface StoredAction {
  readonly id: string;
  readonly integrationId: string;
  readonly version: number;
  readonly definition: ActionDefinition;
}

export class Integrations {
  private readonly integrations = new Map<string, StoredIntegration>();
  private readonly credentials = new Map<string, StoredCredentials>();
  private readonly actions = new Map<string, StoredAction>();

  addCredentials(name: string, type: string, fields: Readonly<Record<string, string>>): StoredCredentials {
    const credentials = { id: randomUUID(), name, type, fields };
    this.credentials.set(credentials.id, credentials);
    return credentials;
  }

  findCredentials(id: string): StoredCredentials | undefined {
    return this.credentials.get(id);
  }

  /** @param id default: a new UUID */
  add(name: string, type: string, id: string = randomUUID()): StoredIntegration {
    const integration = { id, name, type, notes: '', version: 1, credentials: {} };
    this.integrations.set(id, integration);
    return integration;
  }

  findByType(type: string): StoredIntegration | undefined {
    return [...this.integrations.values()].find((integration) => integration.type === type);
  }

  find(id: string): StoredIntegration | undefined {
    return this.integrations.get(id);
  }

  /** Changes an integration and increments its version. */
  change(integration: StoredIntegration, change: Partial<StoredIntegration>): StoredIntegration {
    const changed = { ...integration, ...change, version: integration.version + 1 };
    this.integrations.set(changed.id, changed);
    return changed;
  }

  /** Imports a Data Action. An authentication action has a fixed id and replaces the integration's previous one. */
  addAction(integration: StoredIntegration, definition: ActionDefinition): StoredAction {
    const { id: integrationId, authAction } = integration;
    const isAuth = definition.actionType === 'customAuth';
    const id = isAuth ? `custom_auth_-_${integrationId}` : `custom_-_${randomUUID()}`;
    const action = { id, integrationId, version: isAuth ? (authAction?.version ?? 0) + 1 : 1, definition };
    this.actions.set(id, action);
    if (isAuth) this.change(integration, { authAction: action });
    return action;
  }

  findAction(id: string): StoredAction | undefined {
    return this.actions.get(id);
  }

  /** Returns all Data Actions in the order of their import. */
  listActions(): readonly StoredAction[] {
    return [...this.actions.values()];
  }
}

/** Returns all fields of an integration's credentials, as templates use them. */
export function fieldsOf({ credentials }: StoredIntegration): Record<string, string> {
  return Object.assign({}, ...Object.values(credentials).map(({ fields }) => fields)) as Record<string, string>;
}

/** Returns credentials in the format of the API, without fields. */
export function describeCredentials({ id, name, type }: StoredCredentials): JsonObject {
  return { id, name, type: { id: type, name: type }, selfUri: `/api/v2/integrations/credentials/${id}` };
}
