/** Variables that the sandbox or npm sets, and proxy variables, which would redirect requests to the simulators. */
const EXCLUDED = /^(HOST|PORT|NODE_ENV|npm_.*|(https?|no|all)_proxy)$/i;

/** Returns the user's own variables in an environment. The sandbox passes them to the service. */
export function ownVariables(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || EXCLUDED.test(name) ? [] : [[name, value] as const],
    ),
  );
}
