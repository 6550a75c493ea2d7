import { Reference, Template } from '../../engine/velocity/parse/template-node.js';
import { referencesIn, templateUse, TemplateUse } from '../../engine/velocity/parse/template-references.js';
import { TOOL_NAMES } from '../../engine/velocity/tools/platform-tools.js';

/** Variables that no input influences. */
const OWN: ReadonlySet<string> = new Set([...TOOL_NAMES, 'foreach', 'credentials']);

/** Variables with inputs or responses. An assignment in the template does not change that. */
const KNOWN_VARIABLES: readonly string[] = ['input', 'authResponse'];

/** Finds the values of a template that an input can influence. */
export class TemplateInputs {
  private readonly use: TemplateUse;
  private readonly known = new Map<string, boolean>();

  constructor(template: Template) {
    this.use = templateUse(template);
  }

  /**
   * Returns whether an input can influence the value of a reference. Without a reference, the value is the text of `#evaluate`,
   * which counts as influenced.
   */
  reach(reference: Reference | undefined): boolean {
    return reference === undefined || referencesIn(reference).some(({ root }) => this.reachVariable(root));
  }

  private reachVariable(name: string): boolean {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const { assignments, mutations } = this.use;
    const isTool = TOOL_NAMES.includes(name);
    const assigned = isTool ? undefined : assignments.get(name);
    const sources = isTool ? [] : [...(assigned ?? []), ...(mutations.get(name) ?? [])];
    // Ends the recursion for a variable that depends on itself.
    this.known.set(name, false);
    const isReached =
      sources.some(({ root }) => this.reachVariable(root)) ||
      (assigned ? KNOWN_VARIABLES.includes(name) : !OWN.has(name));
    this.known.set(name, isReached);
    return isReached;
  }
}
