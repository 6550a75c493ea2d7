import { findNodeAtLocation, getNodeValue, Node } from 'jsonc-parser';
import { readJsonTree } from '../../json/json-tree.js';
import { SourceText } from '../../json/source-text.js';
import { Fault } from '../fault/fault.js';

/** The text of an exported definition, with the positions of its parts. */
export class DefinitionFile {
  private readonly places: SourceText;
  private readonly root: Node | undefined;
  /** Set if the text is not JSON. */
  readonly fault: Fault | undefined;

  constructor(
    readonly path: string,
    text: string,
  ) {
    this.places = new SourceText(text);
    const { root, problem } = readJsonTree(text);
    this.root = root;
    this.fault = problem && { path, ...this.places.position(problem.offset), message: problem.message };
  }

  get json(): unknown {
    return this.root && (getNodeValue(this.root) as unknown);
  }

  /**
   * Returns a fault at a part of the file, or at its closest parent that exists in the file.
   *
   * @param index offset in the text of that part
   */
  faultAt(keys: readonly string[], message: string, index?: number): Fault {
    const { root } = this;
    let node = root;
    for (let length = keys.length; root && length > 0; length -= 1) {
      node = findNodeAtLocation(root, keys.slice(0, length));
      if (node) break;
    }
    node ??= root;
    const offset = node && index !== undefined ? this.places.offsetInString(node, index) : (node?.offset ?? 0);
    return { path: this.path, ...this.places.position(offset), message };
  }
}
