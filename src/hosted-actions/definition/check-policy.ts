import { checkOutput, readOutput } from '../../engine/action/action-response.js';
import { fromPlain } from '../../engine/json/plain-json.js';
import { JsonPath } from '../../engine/json-path/json-path.js';
import { effectOf, HostedDefinition, isAuth } from './hosted-definition.js';
import { Fault } from '../fault/fault.js';
import { PolicyFile } from '../policy/read-policy.js';
import { engineDefect } from './engine-defect.js';

/** Policy keys that apply to a `customAuth` action. */
const OF_AUTH: readonly string[] = ['name', 'summary', 'retry', 'timeoutSeconds', 'credentials'];

/** Returns a fault for each policy key that contradicts the definition. */
export function policyFaults(hosted: HostedDefinition, { policy, faultAt }: PolicyFile): Fault[] {
  if (isAuth(hosted))
    return Object.keys(policy)
      .filter((key) => !OF_AUTH.includes(key))
      .map((key) => faultAt([key], `${key} does not apply to a customAuth action`));
  const effect = effectOf(hosted);
  return [
    ...(policy.cache && effect === 'write'
      ? [faultAt(['cache'], 'only a read can be cached: set effect: read if the request only reads')]
      : []),
    ...(policy.idempotency && effect === 'read'
      ? [faultAt(['idempotency'], 'only a write has an idempotency key')]
      : []),
    ...notFoundFaults(hosted, faultAt),
  ];
}

function notFoundFaults(
  { definition, policy: { notFound } }: HostedDefinition,
  faultAt: PolicyFile['faultAt'],
): Fault[] {
  if (!notFound) return [];
  const paths = { emptyAt: notFound.emptyAt, 'where.path': notFound.where?.path };
  const wrong = Object.entries(paths).flatMap(([key, path]) => {
    const defect = path === undefined ? undefined : engineDefect(() => new JsonPath(path));
    return defect === undefined
      ? []
      : [faultAt(['notFound', ...key.split('.')], `the JSONPath is not valid: ${defect}`)];
  });
  const { output } = notFound;
  const defect = engineDefect(() => (output ? checkOutput(definition, fromPlain(output)) : readOutput(definition, '')));
  if (defect === undefined) return wrong;
  const message = output
    ? `notFound.output is not valid: ${defect}`
    : `an empty response results in no valid output, so notFound.output is required: ${defect}`;
  return [...wrong, faultAt(output ? ['notFound', 'output'] : ['notFound'], message)];
}
