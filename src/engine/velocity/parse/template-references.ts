import { Reference, Template } from './template-node.js';

/** The references that a template reads and sets. */
export interface TemplateUse {
  /** Every reference in the order of the text, including references within expressions and strings. */
  readonly references: readonly Reference[];
  /** Variables that the template sets, with the references that their values depend on. */
  readonly assignments: ReadonlyMap<string, readonly Reference[]>;
  /** Variables whose methods the template calls, with the references in the arguments: `$list.add($input.x)` changes the list. */
  readonly mutations: ReadonlyMap<string, readonly Reference[]>;
  /** Whether the template runs a string as a template (`#evaluate`). */
  readonly hasEvaluate: boolean;
}

type Node = Readonly<Record<string, unknown>>;

/** Returns the references that a template uses and sets, without running it. */
export function templateUse(template: Template): TemplateUse {
  const references: Reference[] = [];
  const assignments = new Map<string, Reference[]>();
  const mutations = new Map<string, Reference[]>();
  let hasEvaluate = false;
  const note = (map: Map<string, Reference[]>, name: string, value: unknown): void =>
    void map.set(name, [...(map.get(name) ?? []), ...referencesIn(value)]);
  const assign = (name: string, value: unknown): void => note(assignments, name, value);
  visit(template, (node) => {
    if (isReference(node)) {
      references.push(node);
      const args = node.steps.flatMap((step) => (step.kind === 'method' ? step.args : []));
      if (args.length > 0) note(mutations, node.root, args);
    }
    if (node['kind'] === 'set') assign((node['target'] as Reference).root, node['value']);
    if (node['kind'] === 'foreach') assign(String(node['variable']), node['list']);
    if (node['kind'] === 'define') assign(String(node['name']), node['body']);
    if (node['kind'] === 'evaluate') hasEvaluate = true;
    if (node['kind'] === 'call') {
      const macro = template.macros.get(String(node['name']));
      const args = node['args'] as readonly unknown[];
      macro?.parameters.forEach(({ name, defaultValue }, index) => assign(name, [args[index], defaultValue]));
      if (macro) assign('bodyContent', node['body']);
    }
  });
  return {
    references: references.toSorted((one, other) => one.start - other.start),
    assignments,
    mutations,
    hasEvaluate,
  };
}

/** Returns every reference in a part of a template. */
export function referencesIn(part: unknown): Reference[] {
  const found: Reference[] = [];
  visit(part, (node) => void (isReference(node) && found.push(node)));
  return found;
}

function visit(part: unknown, onNode: (node: Node) => void): void {
  if (typeof part !== 'object' || part === null) return;
  if (part instanceof Map) return void [...part.values()].forEach((value) => visit(value, onNode));
  if (!Array.isArray(part)) onNode(part as Node);
  for (const child of Object.values(part)) visit(child, onNode);
}

const isReference = (node: unknown): node is Reference =>
  typeof node === 'object' && node !== null && (node as Node)['kind'] === 'reference';
