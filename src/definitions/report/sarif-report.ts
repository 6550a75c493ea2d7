import { Finding } from '../lint/rule/finding.js';
import { RULES } from '../lint/rules.js';
import { CheckedFile } from './checked-file.js';

/** Formats findings as SARIF 2.1.0, for example for GitHub code scanning. */
export function sarifReport(files: readonly CheckedFile[]): string {
  const rules = RULES.map(({ id, severity, summary }) => ({
    id,
    shortDescription: { text: summary },
    defaultConfiguration: { level: severity },
  }));
  const results = files.flatMap((file) => file.findings.map((finding) => resultOf(file.path, finding)));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'data-action-definitions', rules } }, results }],
  };
  return JSON.stringify(log, null, 2);
}

function resultOf(path: string, { rule, severity, message, fix, line, column }: Finding): object {
  const region = { startLine: line, startColumn: column };
  return {
    ruleId: rule,
    level: severity,
    message: { text: `${message}. Fix: ${fix}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: path.replaceAll('\\', '/') }, region } }],
  };
}
