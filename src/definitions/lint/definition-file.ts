import { Node } from 'jsonc-parser';
import { isObject } from '../../engine/contract/json-schema.js';
import { InputContract } from './input-contract.js';
import { JsonFile, Member } from './json-file.js';
import { OutputContract } from './output-contract.js';
import { roleOfBody, Template } from './template.js';

const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** A Data Action as its file says it, with the places of its parts. */
export class DefinitionFile extends JsonFile {
  readonly contract: InputContract;
  readonly output: OutputContract;
  readonly templates: readonly Template[];
  readonly success: Template | undefined;

  constructor(text: string, root: Node) {
    super(text, root);
    this.contract = new InputContract(this);
    this.output = new OutputContract(this);
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

  get defaults(): Member[] {
    return this.members(this.node('config', 'response', 'translationMapDefaults'));
  }

  /** The action that fetches a token for the others of its integration. */
  get isAuth(): boolean {
    return this.value('actionType') === 'customAuth';
  }

  /** Whether it runs a function of the platform; its request template is the function's event, and no URL. */
  get isFunction(): boolean {
    return this.value('integrationType') === 'function-data-actions';
  }

  /** Whether the file is an export or is made for an import. What the API and Terraform give names its integration. */
  get isExport(): boolean {
    return ['id', 'selfUri', 'integrationId'].every((name) => this.value(name) === undefined);
  }

  /** Whether the request template is sent. */
  get sendsBody(): boolean {
    return this.isFunction || WITH_BODY.includes(String(this.value('config', 'request', 'requestType')).toUpperCase());
  }

  /** The JSON Schema of the contract's output. */
  get outputSchema(): Readonly<Record<string, unknown>> {
    const schema = this.value('contract', 'output', 'successSchema');
    return isObject(schema) ? schema : {};
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
