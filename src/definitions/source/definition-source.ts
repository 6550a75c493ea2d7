import { Node } from 'jsonc-parser';

/** One Data Action in a file. */
export interface SourcedDefinition {
  /** Its name, or its place in the file. */
  readonly label: string;
  /** The form of the export, as `JSON.parse` gives it. */
  readonly json: unknown;
  /** The same with the places of its parts in the file. */
  readonly root: Node;
}

/** A file, or the standard input, with the Data Actions that it holds. */
export interface DefinitionSource {
  readonly path: string;
  readonly text: string;
  readonly format: 'json' | 'terraform';
  readonly definitions: readonly SourcedDefinition[];
  /** Why the file holds no Data Action, where it does not. */
  readonly problem?: { readonly offset: number; readonly message: string };
}
