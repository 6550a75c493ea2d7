import { EngineError } from '../limits/engine-error.js';
import { WorkBudget } from '../limits/work-budget.js';
import { JavaPattern } from './java-pattern.js';

/** Splits as `String.split`: without a limit, empty texts at the end are dropped. */
export function javaSplit(text: string, pattern: JavaPattern, limit: number, budget: WorkBudget): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of pattern.findAll(text, budget)) {
    if (limit > 0 && parts.length >= limit - 1) break;
    if (end === 0) continue;
    if (start === end && start === text.length) continue;
    parts.push(text.slice(from, start));
    from = end;
  }
  if (from === 0 && parts.length === 0) return [text];
  parts.push(text.slice(from));
  while (limit === 0 && parts.at(-1) === '') parts.pop();
  return parts;
}

/** Replaces as `String.replaceAll` and `replaceFirst`: `$1` inserts a group, and a backslash escapes the next character. */
export function javaReplace(
  text: string,
  pattern: JavaPattern,
  replacement: string,
  isFirstOnly: boolean,
  budget: WorkBudget,
): string {
  let result = '';
  let from = 0;
  for (const { start, end, groups } of pattern.findAll(text, budget)) {
    result += text.slice(from, start) + expanded(replacement, groups);
    from = end;
    if (isFirstOnly) break;
  }
  return result + text.slice(from);
}

function expanded(replacement: string, groups: readonly (string | undefined)[]): string {
  return replacement.replace(
    /\\([^])|\$(\d)|[\\$]/g,
    (whole, escaped: string | undefined, group: string | undefined) => {
      if (escaped !== undefined) return escaped;
      if (group === undefined)
        throw new EngineError(`The replacement ${replacement} ends with ${whole}, or names no group`);
      if (Number(group) >= groups.length) throw new EngineError(`The regular expression has no group ${group}`);
      return groups[Number(group)] ?? '';
    },
  );
}
