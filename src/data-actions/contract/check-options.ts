import { DataActionOptions } from './data-action.metadata.js';

/**
 * Validates the numeric options of an action at startup.
 *
 * @throws Error that names the action and the option
 */
export function checkOptions(action: string, { cache, upstreamTimeoutMs, maxConcurrency }: DataActionOptions): void {
  const { ttlMs, revalidateMs, staleMs, negativeTtlMs } = cache ?? {};
  checkAtLeast(1, action, { 'cache.ttlMs': ttlMs, upstreamTimeoutMs, maxConcurrency });
  checkAtLeast(0, action, {
    'cache.revalidateMs': revalidateMs,
    'cache.staleMs': staleMs,
    'cache.negativeTtlMs': negativeTtlMs,
  });
}

function checkAtLeast(least: number, action: string, numbers: Readonly<Record<string, number | undefined>>): void {
  for (const [option, value] of Object.entries(numbers))
    if (value !== undefined && !(Number.isInteger(value) && value >= least))
      throw new Error(`@DataAction('${action}'): ${option} must be an integer of at least ${least}, not ${value}`);
}
