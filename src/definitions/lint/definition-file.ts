import { Node } from 'jsonc-parser';
import { InputContract } from './input-contract.js';
import { JsonFile, Member } from './json-file.js';
import { roleOfBody, Template } from './template.js';

/** A Data Action as its file says it, with the places of its parts. */
export class DefinitionFile extends JsonFile {
  readonly contract: InputContract;
  readonly templates: readonly Template[];
  readonly success: Template | undefined;

  constructor(text: string, root: Node) {
    super(text, root);
    this.contract = new InputContract(this);
    this.success = this.template(this.node('config', 'response', 'successTemplate'), () => 'success');
    this.templates = [
      this.template(this.node('config', 'request', 'requestUrlTemplate'), () => 'url'),
      ...this.headers.map(({ node }) => this.template(node, () => 'header')),
      this.template(this.node('config', 'request', 'requestTemplate'), roleOfBody),
    ].filter((template) => template !== undefined);
  }

  get headers(): Member[] {
    return this.members(this.node('config', 'request', 'headers'));
  }

  get translations(): Member[] {
    return this.members(this.node('config', 'response', 'translationMap'));
  }

  /** The action that fetches a token for the others of its integration. */
  get isAuth(): boolean {
    return this.value('actionType') === 'customAuth';
  }

  /** Whether a value of this input may hold any character. Genesys Cloud's own ids hold letters, digits and dashes alone. */
  isFreeText(input: string): boolean {
    const isGenesysId = this.value('integrationType') === 'purecloud-data-actions' && /(id|guid)$/i.test(input);
    return this.contract.isFreeText(input) && !isGenesysId;
  }

  private template(node: Node | undefined, roleOf: (text: string) => Template['role']): Template | undefined {
    if (node?.type !== 'string') return undefined;
    const text = String(node.value);
    return new Template(roleOf(text), node, text);
  }
}
