import { CheckedFile, countFindings } from './checked-file.js';

/** Formats findings by file, then a summary. */
export function textReport(files: readonly CheckedFile[]): string[] {
  const lines = files
    .filter(({ findings }) => findings.length > 0)
    .flatMap(({ path, findings }) => [
      path,
      ...findings.flatMap(({ line, column, severity, rule, message, fix, action }) => [
        `  ${line}:${column} ${severity} ${rule}: ${action === '' ? '' : `${action}: `}${message}`,
        `      fix: ${fix}`,
      ]),
      '',
    ]);
  return [...lines, summary(files)];
}

function summary(files: readonly CheckedFile[]): string {
  const { errors, warnings } = countFindings(files);
  const actions = files.reduce((sum, file) => sum + file.actions, 0);
  const checked = `${counted(actions, 'Data Action')} in ${counted(files.length, 'file')} checked`;
  if (errors + warnings === 0) return `${checked}, no problems found`;
  return `${checked}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
