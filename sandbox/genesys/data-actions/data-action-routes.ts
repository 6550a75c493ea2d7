import type { Handler, Route } from '../../simulator/route.js';
import {
  executeImported,
  getAction,
  importAction,
  listActions,
  testImported,
  type DataActions,
} from './data-actions-api.js';
import {
  createCredentials,
  createIntegration,
  getIntegrationConfig,
  putIntegrationConfig,
} from './integrations-api.js';

export type DataActionRoute =
  | 'credentials'
  | 'integrations'
  | 'integrationConfig'
  | 'configureIntegration'
  | 'importAction'
  | 'actions'
  | 'action'
  | 'execute'
  | 'test';

const ROOT = '/api/v2/integrations';

/**
 * Returns the routes that import and run Data Actions.
 *
 * @param otherwise handles executions of ids that are not imported
 * @param api wraps each handler
 */
export function dataActionRoutes(
  actions: DataActions,
  otherwise: Handler,
  api: (handle: Handler) => Handler,
): Record<DataActionRoute, Route> {
  const { integrations } = actions;
  const on = (method: string, path: string, handle: Handler): Route => {
    return { method, pattern: ROOT + path, handle: api(handle) };
  };
  return {
    credentials: on('POST', '/credentials', createCredentials(integrations)),
    integrations: on('POST', '', createIntegration(integrations)),
    integrationConfig: on('GET', '/:id/config/current', getIntegrationConfig(integrations)),
    configureIntegration: on('PUT', '/:id/config/current', putIntegrationConfig(integrations)),
    importAction: on('POST', '/actions', importAction(actions)),
    actions: on('GET', '/actions', listActions(actions)),
    action: on('GET', '/actions/:id', getAction(actions)),
    execute: on('POST', '/actions/:id/execute', executeImported(actions, otherwise)),
    test: on('POST', '/actions/:id/test', testImported(actions)),
  };
}
