import { effectOf, HostedDefinition } from '../../hosted-actions/definition/hosted-definition.js';
import { stripDescriptions } from '../action/strip-descriptions.js';
import { LockedContract } from '../contract/contract-lock.js';
import { DefinitionSettings } from '../export/definition.js';
import { callingDefinition } from './calling-definition.js';

/** Returns the contract of a hosted action, which is the contract of its definition. */
export const hostedContract = ({ name, definition, policy }: HostedDefinition): LockedContract => ({
  action: name,
  version: policy.version ?? 1,
  input: stripDescriptions(definition.contract.input.inputSchema),
  output: stripDescriptions(definition.contract.output.successSchema),
});

/**
 * Returns the file name and the text of the definition that calls a hosted action. Its inputs and outputs are those of the
 * original.
 */
export function hostedDefinitionFile(
  hosted: HostedDefinition,
  { url, credentials = 'oauth', secure = [] }: DefinitionSettings,
): [string, string] {
  const { name, definition } = hosted;
  const isSecure = definition.secure || secure.includes(name);
  const details = { action: name, effect: effectOf(hosted), timeoutSeconds: undefined };
  const calling = callingDefinition({ ...definition, secure: isSecure }, details, { url, credentials });
  return [`${name}.custom.json`, `${JSON.stringify(calling, null, 2)}\n`];
}
