import { Node } from 'jsonc-parser';
import { JsonFile, Member } from './json-file.js';

export interface DeclaredInput extends Member {
  readonly types: readonly unknown[];
  readonly isRequired: boolean;
  /** True if the contract lists the allowed values of the input. Such values need no escaping. */
  readonly isEnumerated: boolean;
}

export class InputContract {
  readonly schema: Node | undefined;
  readonly inputs: ReadonlyMap<string, DeclaredInput>;

  constructor(file: JsonFile) {
    const path = ['contract', 'input', 'inputSchema'];
    this.schema = file.node(...path);
    const required = file.value(...path, 'required');
    const names = Array.isArray(required) ? required : [];
    const properties = file.members(file.node(...path, 'properties'));
    this.inputs = new Map(
      properties.map((member) => {
        const { type, enum: values } = schemaOf(member);
        const types = Array.isArray(type) ? type : [type];
        const isRequired = names.includes(member.name) && !types.includes('null');
        return [member.name, { ...member, types, isRequired, isEnumerated: Array.isArray(values) }];
      }),
    );
  }

  /** Returns whether the input is a string that the caller chooses freely. */
  isFreeText(name: string): boolean {
    const input = this.inputs.get(name);
    return input !== undefined && input.types.includes('string') && !input.isEnumerated;
  }

  isOptional(name: string): boolean {
    return this.inputs.get(name)?.isRequired === false;
  }
}

const schemaOf = ({ value }: Member): { type?: unknown; enum?: unknown } =>
  typeof value === 'object' && value !== null ? value : {};
