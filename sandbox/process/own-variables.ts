/** Variables that the sandbox sets in another way, that npm sets, or that would change how the simulators are reached. */
const EXCLUDED = /^(HOST|PORT|NODE_ENV|npm_.*|(https?|no|all)_proxy)$/i;

/** Returns the variables of an environment that the service gets in addition to those of the sandbox. */
export function ownVariables(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || EXCLUDED.test(name) ? [] : [[name, value] as const],
    ),
  );
}
