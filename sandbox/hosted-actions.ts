import { inProject } from './process/project-root.js';

/** The two exported Data Actions that the sandbox hosts: one of a web service, the CRM, and one of the API of Genesys Cloud. */
export const hostedActions = (): Record<string, string> => ({
  DATA_ACTIONS_DIR: inProject('sandbox', 'data-actions'),
  DATA_ACTIONS_PRIVATE_HOSTS: '127.0.0.1',
});
