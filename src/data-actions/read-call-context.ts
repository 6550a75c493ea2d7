import { InvalidInput } from '../errors/request-errors.js';
import { CallContext } from './request-envelope.js';

/** What each part of a context is told by, and whether it may be missing. */
const PARTS = {
  flow: { id: true, name: true, version: false },
  interaction: { id: true, type: true, channel: false },
} as const;

/**
 * Reads where a call comes from. By hand, as it is the same few fields in every call, and read before a cached answer is.
 *
 * @param told normalised: what is absent is not there
 * @throws InvalidInput naming every field that does not fit
 */
export function readCallContext(told: unknown): CallContext {
  const context = told as Partial<Record<string, unknown>>;
  const problems: string[] = [];
  for (const [part, fields] of Object.entries(PARTS)) {
    const given = context[part];
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      problems.push(`${part} must be an object`);
      continue;
    }
    for (const [field, isRequired] of Object.entries(fields)) {
      const value = (given as Partial<Record<string, unknown>>)[field];
      if (value === undefined && !isRequired) continue;
      if (typeof value !== 'string') problems.push(`${part}.${field} must be a string`);
      else if (isRequired && value === '') problems.push(`${part}.${field} should not be empty`);
    }
  }
  if (context['timestamp'] !== undefined && typeof context['timestamp'] !== 'string')
    problems.push('timestamp must be a string');
  if (problems.length > 0) throw new InvalidInput(problems);
  return context as unknown as CallContext;
}
