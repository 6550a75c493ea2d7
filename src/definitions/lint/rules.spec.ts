import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from './rules.js';

describe('docs/linting-definitions.md', () => {
  it('lists exactly the existing rules', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'linting-definitions.md'), 'utf8');
    const rows = page
      .slice(page.indexOf('## Rules'))
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

    expect(rows.map(([, id, severity, summary]) => [id, severity, summary])).toEqual(
      RULES.map(({ id, severity, summary }) => [`\`${id}\``, severity, summary]),
    );
  });
});
