import { Edit } from './rule.js';

/**
 * An error prevents the import, fails every run or reveals a secret. A warning concerns runs with certain values only.
 */
export type Severity = 'error' | 'warning';

/** Problem of a definition: position, reason and fix. */
export interface Finding {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly severity: Severity;
  readonly rule: string;
  /** The effect at run time and the cause. */
  readonly message: string;
  readonly fix: string;
  /** Name of the Data Action or its resource. */
  readonly action: string;
  /** Edit that is safe to apply automatically. */
  readonly edit?: Edit;
}
