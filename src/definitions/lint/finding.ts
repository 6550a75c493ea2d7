import { Edit } from './rule.js';

/** An error stops the import, breaks every run or gives a secret away; a warning breaks for some values only. */
export type Severity = 'error' | 'warning';

/** One thing that is wrong with a definition, where, why, and what to do about it. */
export interface Finding {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly severity: Severity;
  readonly rule: string;
  /** What happens at run time, and why. */
  readonly message: string;
  readonly fix: string;
  /** The Data Action, by its name or its resource. */
  readonly action: string;
  /** A change of the file that is safe to make without asking. */
  readonly edit?: Edit;
}
