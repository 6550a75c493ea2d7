import { Node } from 'jsonc-parser';
import { DefinitionFile } from '../document/definition-file.js';
import { Severity } from './finding.js';

export interface Edit {
  readonly node: Node;
  /** New value, not yet escaped for the file. */
  readonly value: string;
}

export interface Problem {
  /** Part of the file; undefined if it is missing. */
  readonly node: Node | undefined;
  /** Offset in the value of a template. */
  readonly at?: number;
  /** Default: severity of the rule. */
  readonly severity?: Severity;
  readonly message: string;
  readonly fix: string;
  readonly edit?: Edit;
}

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** Description, equal to docs/linting-definitions.md. */
  readonly summary: string;
  readonly check: (file: DefinitionFile) => Problem[];
}
