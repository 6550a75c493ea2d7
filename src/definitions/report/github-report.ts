import { CheckedFile } from './checked-file.js';

/** Formats findings as GitHub Actions commands, which annotate lines of a pull request. */
export const githubReport = (files: readonly CheckedFile[]): string[] =>
  files.flatMap(({ path, findings }) =>
    findings.map(
      ({ severity, line, column, rule, message, fix }) =>
        `::${severity} file=${property(path)},line=${line},col=${column},title=${property(rule)}::${data(`${message}. Fix: ${fix}`)}`,
    ),
  );

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
