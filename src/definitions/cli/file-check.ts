import { readFileSync } from 'node:fs';
import { Finding } from '../lint/finding.js';
import { lintDefinition } from '../lint/lint-definition.js';

/** What became of a file that was to be checked. */
export type CheckedFile = { readonly path: string } & (
  { readonly findings: readonly Finding[] } | { readonly unreadable: string }
);

/** Checks a Data Action as Genesys Cloud exports it. */
export function checkFile(path: string): CheckedFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return { path, unreadable: (error as Error).message };
  }
  return { path, findings: lintDefinition(text) };
}

/** One line a finding, in the form that editors can jump to. */
export const findingLine = (path: string, { line, column, severity, rule, message, fix }: Finding): string =>
  `${path}:${line}:${column} ${severity} ${rule}: ${message} (fix: ${fix})`;
