import { Node } from 'jsonc-parser';

/** Data Action in a file. */
export interface SourcedDefinition {
  /** Name, or position in the file. */
  readonly label: string;
  /** Export as parsed JSON. */
  readonly json: unknown;
  /** Syntax tree with source positions. */
  readonly root: Node;
}

/** File or standard input with its Data Actions. */
export interface DefinitionSource {
  readonly path: string;
  readonly text: string;
  readonly format: 'json' | 'terraform';
  readonly definitions: readonly SourcedDefinition[];
  /** Reason why the file contains no Data Action. */
  readonly problem?: { readonly offset: number; readonly message: string };
}
