import { TOOL_NAMES } from '../../engine/velocity/tools/platform-tools.js';
import { templateUse } from '../../engine/velocity/parse/template-references.js';
import { Reference } from '../../engine/velocity/parse/template-node.js';
import { allTemplates, RequestTemplates, TemplateDefect } from './request-template.js';

/** Headers that the connection or the service itself sets. */
const OWN_HEADERS = /^(?:host|content-length|expect|upgrade|te|trailer|keep-alive|proxy-.*)$/i;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

const KNOWN_VARIABLES = ['input', 'credentials', 'authResponse', 'foreach', 'bodyContent'];

/** Template tools of Genesys Cloud that the engine does not support, with advice. */
const MISSING_TOOLS: Readonly<Record<string, string>> = {
  urlTool: 'encode the parameter with $esc.url',
  salesforce: 'it belongs to the Salesforce integration',
  msdynamics: 'it belongs to the Microsoft Dynamics integration',
};

/** Returns the defects of the templates and headers of a request. */
export function requestDefects(templates: RequestTemplates): TemplateDefect[] {
  return [...headerDefects(templates), ...allTemplates(templates).flatMap((template) => variableDefects(template))];
}

/** Returns the names of the credentials that the templates use, each with the position of its first use. */
export function usedCredentials(templates: RequestTemplates): Map<string, TemplateDefect> {
  const used = new Map<string, TemplateDefect>();
  for (const { velocity, keys } of allTemplates(templates))
    for (const { root, steps, start } of templateUse(velocity.template).references) {
      const [step] = steps;
      if (root !== 'credentials' || step?.kind !== 'property' || used.has(step.name)) continue;
      used.set(step.name, { keys, index: start, message: step.name });
    }
  return used;
}

/** Returns the position of the first use of `authResponse`; undefined if the templates do not use it. */
export function usedAuthResponse(templates: RequestTemplates): TemplateDefect | undefined {
  for (const { velocity, keys } of allTemplates(templates)) {
    const found = templateUse(velocity.template).references.find(({ root }) => root === 'authResponse');
    if (found) return { keys, index: found.start, message: found.literal };
  }
  return undefined;
}

function headerDefects({ headers }: RequestTemplates): TemplateDefect[] {
  return [...headers].flatMap(([name, { keys }]) => {
    if (!HEADER_NAME.test(name)) return [{ keys, message: `${name.slice(0, 60)} is not a valid header name` }];
    return OWN_HEADERS.test(name) ? [{ keys, message: `a definition cannot set the header ${name}: remove it` }] : [];
  });
}

function variableDefects({
  velocity: { template },
  keys,
}: {
  velocity: { template: Parameters<typeof templateUse>[0] };
  keys: readonly string[];
}): TemplateDefect[] {
  const { references, assignments, hasEvaluate } = templateUse(template);
  const defects: TemplateDefect[] = hasEvaluate
    ? [{ keys, message: '#evaluate is not allowed, because it runs a text as a template: use the text directly' }]
    : [];
  for (const name of ['input', 'credentials', 'authResponse'])
    if (assignments.get(name)?.some(({ root }) => root !== name))
      defects.push({ keys, message: `the template changes $${name}: use another variable` });
  const unknown = references.filter(({ root }) => isUndeclared(root, assignments));
  return [
    ...defects,
    ...unknown.map((reference) => ({ keys, index: reference.start, message: unknownMessage(reference) })),
  ];
}

function isUndeclared(root: string, assignments: ReadonlyMap<string, unknown>): boolean {
  return !KNOWN_VARIABLES.includes(root) && !TOOL_NAMES.includes(root) && !assignments.has(root) && isMeant(root);
}

/**
 * Returns whether an undeclared name is a mistake: an unsupported tool of Genesys Cloud, or a misspelt variable. Velocity
 * prints any other name unchanged, for example `$usd`.
 */
const isMeant = (root: string): boolean =>
  root in MISSING_TOOLS || /^(?:inputs?|credentials?|auth_?response)$/i.test(root);

function unknownMessage({ root, literal }: Reference): string {
  const advice = MISSING_TOOLS[root];
  if (advice !== undefined) return `$${root} is not supported here: ${advice}`;
  const meant = KNOWN_VARIABLES.find((name) => name[0] === root[0]?.toLowerCase()) ?? 'input';
  return `${literal.slice(0, 60)} never has a value: write $${meant} instead of $${root}`;
}
