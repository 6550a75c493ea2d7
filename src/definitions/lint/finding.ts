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
  /** The reason. */
  readonly message: string;
  readonly fix: string;
}
