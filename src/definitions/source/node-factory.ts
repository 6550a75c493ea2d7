import { Node } from 'jsonc-parser';

/** Part of a file that provides a position for nodes. */
interface Place {
  readonly offset: number;
}

/** Creates an object node at the position of a part of the Terraform file. */
export function objectNode({ offset }: Place, children: Node[]): Node {
  return { type: 'object', offset, length: 0, children };
}

export function propertyNode(name: string, value: Node): Node {
  return { type: 'property', offset: value.offset, length: value.length, children: [stringNode(name, value), value] };
}

export function stringNode(value: string, { offset }: Place): Node {
  return { type: 'string', value, offset, length: 0 };
}
