import { Node } from 'jsonc-parser';
import { isObject } from '../../../engine/contract/json-schema.js';
import { InputContract } from './input-contract.js';
import { JsonFile, Member } from './json-file.js';
import { OutputContract } from './output-contract.js';
import { roleOfBody, Template } from './template.js';

const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** Data Action in a file, with source positions. */
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

  /** True for a custom auth action, which fetches a token for the other actions of its integration. */
  get isAuth(): boolean {
    return this.value('actionType') === 'customAuth';
  }

  /** True for a function of the platform: its request template is the event, and it has no URL. */
  get isFunction(): boolean {
    return this.value('integrationType') === 'function-data-actions';
  }

  /** True for an export or a file to import. False for API objects and Terraform resources, which contain ids. */
  get isExport(): boolean {
    return ['id', 'selfUri', 'integrationId'].every((name) => this.value(name) === undefined);
  }

  /** True if the request template is sent. */
  get sendsBody(): boolean {
    return this.isFunction || WITH_BODY.includes(String(this.value('config', 'request', 'requestType')).toUpperCase());
  }

  /** Schema of the output contract. */
  get outputSchema(): Readonly<Record<string, unknown>> {
    const schema = this.value('contract', 'output', 'successSchema');
    return isObject(schema) ? schema : {};
  }

  /** Returns whether an input may contain any character. Ids of Genesys Cloud contain only letters, digits and dashes. */
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
