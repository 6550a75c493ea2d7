import { isMap, JsonValue } from '../../json/json-value.js';
import type { PathEvaluation } from './path-evaluation.js';

/** Visits a value and everything below it, and applies the token after `..` if possible. */
export function scan(evaluation: PathEvaluation, index: number, model: JsonValue): void {
  evaluation.session.budget.spend();
  const target = index + 1;
  if (isMap(model)) {
    if (isTarget(evaluation, target, model)) evaluation.step(target, model);
    for (const member of model.values()) scan(evaluation, index, member);
  } else if (Array.isArray(model)) {
    if (isTarget(evaluation, target, model)) scanList(evaluation, target, model);
    for (const item of model) scan(evaluation, index, item);
  }
}

function isTarget(evaluation: PathEvaluation, target: number, model: JsonValue): boolean {
  const token = evaluation.path.tokens[target];
  switch (token?.kind) {
    case 'property':
      if (!isMap(model)) return false;
      return !evaluation.path.isTokenDefinite(target) || token.names.every((name) => model.has(name));
    case 'index':
    case 'slice':
      return Array.isArray(model);
    case 'wildcard':
      return true;
    case 'filter':
      return evaluation.accepts(token, model);
    default:
      return false;
  }
}

/** Scans a list. Like Jayway, applies the token after `target` to every item. `isScannedIndex` selects by index later. */
function scanList(evaluation: PathEvaluation, target: number, list: readonly JsonValue[]): void {
  if (evaluation.path.isLeaf(target)) {
    evaluation.step(target, list as JsonValue[]);
    return;
  }
  list.forEach((item, at) => {
    evaluation.setScanIndex(target + 1, at);
    evaluation.step(target + 1, item);
  });
}
