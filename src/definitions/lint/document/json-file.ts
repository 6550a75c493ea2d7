import { findNodeAtLocation, getNodeValue, Node } from 'jsonc-parser';

export interface Member {
  readonly name: string;
  readonly key: Node;
  readonly node: Node;
  readonly value: unknown;
}

/** JSON text with source positions. */
export class JsonFile {
  constructor(
    readonly text: string,
    readonly root: Node,
  ) {}

  node(...path: string[]): Node | undefined {
    return findNodeAtLocation(this.root, path);
  }

  value(...path: string[]): unknown {
    const node = this.node(...path);
    return node && (getNodeValue(node) as unknown);
  }

  members(node: Node | undefined): Member[] {
    if (node?.type !== 'object') return [];
    return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
      key && value ? [{ name: String(key.value), key, node: value, value: getNodeValue(value) as unknown }] : [],
    );
  }
}
