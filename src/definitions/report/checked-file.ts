import { Finding } from '../lint/finding.js';

/** A file with what the linter found in it. */
export interface CheckedFile {
  readonly path: string;
  /** Number of Data Actions in it. */
  readonly actions: number;
  readonly findings: readonly Finding[];
}

/** How findings are printed. */
export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** Number of findings of each severity. */
export function countFindings(files: readonly CheckedFile[]): { errors: number; warnings: number } {
  const findings = files.flatMap((file) => file.findings);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}
