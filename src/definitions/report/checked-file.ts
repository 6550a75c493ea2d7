import { Finding } from '../lint/rule/finding.js';

export interface CheckedFile {
  readonly path: string;
  /** Number of Data Actions in it. */
  readonly actions: number;
  readonly findings: readonly Finding[];
}

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** Returns the number of findings per severity. */
export function countFindings(files: readonly CheckedFile[]): { errors: number; warnings: number } {
  const findings = files.flatMap((file) => file.findings);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}
