import { isMap, JsonValue } from '../../json/json-value.js';
import type { PathEvaluation } from './path-evaluation.js';

/** Visits a value and everything below it, and applies the token after `..` if possible. */
export function scan(evaluation: PathEvaluation, index: number, node: JsonValue): void {
  evaluation.session.budget.spend();
  const target = index + 1;
  if (isMap(node)) {
    if (isTarget(evaluation, target, node)) evaluation.step(target, node);
    for (const member of node.values()) scan(evaluation, index, member);
  } else if (Array.isArray(node)) {
    if (isTarget(evaluation, target, node)) scanList(evaluation, target, node);
    for (const item of node) scan(evaluation, index, item);
  }
}

function isTarget(evaluation: PathEvaluation, target: number, node: JsonValue): boolean {
  const token = evaluation.path.tokens[target];
  switch (token?.kind) {
    case 'property':
      if (!isMap(node)) return false;
      return !evaluation.path.isTokenDefinite(target) || token.names.every((name) => node.has(name));
    case 'index':
    case 'slice':
      return Array.isArray(node);
    case 'wildcard':
      return true;
    case 'filter':
      return evaluation.accepts(token, node);
    default:
      return false;
  }
}

/** Scans a list. Like Jayway, continues the path at every item. `isScannedIndex` drops the other indexes later. */
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
