import { parser } from '@prometheus-io/lezer-promql';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

export type Series = ReadonlyMap<string, ReadonlySet<string>>;

/** Returns the problems of a PromQL expression. @param series the existing series and their labels */
export function problemsOf(expression: string, series: Series): string[] {
  const problems: string[] = [];
  const textOf = ({ from, to }: SyntaxNode): string => expression.slice(from, to);
  const root = parser.parse(expression).topNode;
  for (const node of nodesOf(root)) {
    if (node.type.isError) problems.push(`syntax error at ${node.from}`);
    if (node.name === 'VectorSelector') {
      const name = node.getChild('Identifier');
      const labels = name && series.get(textOf(name));
      if (!labels) problems.push(`no series ${name ? textOf(name) : 'named'}`);
      for (const label of namesIn(node.getChild('LabelMatchers')))
        if (labels && !labels.has(textOf(label))) problems.push(`no label ${textOf(label)} in ${textOf(node)}`);
    }
    if (node.name === 'GroupingLabels') {
      const labels = labelsIn(node.parent?.parent ?? root);
      for (const label of namesIn(node))
        if (!labels.has(textOf(label))) problems.push(`no label ${textOf(label)} to group by`);
    }
  }
  return problems;

  function labelsIn(node: SyntaxNode): ReadonlySet<string> {
    const names = nodesOf(node).filter(
      ({ name, parent }) => name === 'Identifier' && parent?.name === 'VectorSelector',
    );
    return new Set(names.flatMap((name) => [...(series.get(textOf(name)) ?? [])]));
  }
}

/** Returns the names of all series in an expression. */
export function seriesIn(expression: string): string[] {
  return nodesOf(parser.parse(expression).topNode)
    .filter(({ name, parent }) => name === 'Identifier' && parent?.name === 'VectorSelector')
    .map(({ from, to }) => expression.slice(from, to));
}

const namesIn = (node: SyntaxNode | null): SyntaxNode[] =>
  node ? nodesOf(node).filter(({ name }) => name === 'LabelName') : [];

/** Returns a node and its descendants. */
function nodesOf(node: SyntaxNode): SyntaxNode[] {
  const nodes = [node];
  for (let child = node.firstChild; child; child = child.nextSibling) nodes.push(...nodesOf(child));
  return nodes;
}
