import { Node } from 'jsonc-parser';
import { DefinitionFile } from './definition-file.js';
import { Severity } from './finding.js';

/** Another value for a text of the file. */
export interface Edit {
  readonly node: Node;
  /** The new value, before it is escaped for the file. */
  readonly value: string;
}

/** What a rule objects to. */
export interface Problem {
  /** The part of the file that is wrong; undefined where it is missing. */
  readonly node: Node | undefined;
  /** How far into the value, where that is a template. */
  readonly at?: number;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly message: string;
  readonly fix: string;
  readonly edit?: Edit;
}

/** One thing that the linter looks for. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, as docs/linting-definitions.md says it. */
  readonly summary: string;
  readonly check: (file: DefinitionFile) => Problem[];
}
