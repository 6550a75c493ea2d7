import { CheckedFile, countFindings } from './checked-file.js';

/** Formats findings and summary as one JSON document. */
export function jsonReport(files: readonly CheckedFile[]): string {
  const findings = files.flatMap(({ path, findings: own }) =>
    own.map(({ edit, ...finding }) => ({ path, ...finding, isFixable: edit !== undefined })),
  );
  const actions = files.reduce((sum, file) => sum + file.actions, 0);
  return JSON.stringify({ findings, summary: { files: files.length, actions, ...countFindings(files) } }, null, 2);
}
