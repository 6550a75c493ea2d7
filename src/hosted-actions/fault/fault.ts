/** A problem in a file of `DATA_ACTIONS_DIR`, with its position. */
export interface Fault {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  readonly message: string;
}

/** Formats a fault so that editors and terminals show it as a link. */
export const faultText = ({ path, line, column, message }: Fault): string => `${path}:${line}:${column}: ${message}`;

/** Returns a fault of the whole file. */
export const faultOfFile = (path: string, message: string): Fault => ({ path, line: 1, column: 1, message });
