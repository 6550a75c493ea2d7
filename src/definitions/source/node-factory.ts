import { Node } from 'jsonc-parser';

/** A part of a file that nodes take their place from. */
interface Place {
  readonly offset: number;
}

/** An object that stands at a place of another syntax. */
export function objectNode({ offset }: Place, children: Node[]): Node {
  return { type: 'object', offset, length: 0, children };
}

export function propertyNode(name: string, value: Node): Node {
  return { type: 'property', offset: value.offset, length: value.length, children: [stringNode(name, value), value] };
}

export function stringNode(value: string, { offset }: Place): Node {
  return { type: 'string', value, offset, length: 0 };
}
