/** Adds a row to the table of actions in README.md. */
export function addActionRow(page, name, summary) {
  return addRow(page, '## Actions', `| \`${name}\` | ${summary} |`);
}

/** Adds the variables of a new upstream to docs/configuration.md: the rows of an existing upstream under its own name. */
export function addVariables(page, { prefix, words, defaultAuth }, action) {
  const models = [...page.matchAll(/^\| `(\w+)_AUTH` .*How the service authenticates to ([^:|]+):/gm)];
  const [model, last] = [models.at(0), models.at(-1)];
  if (!model || !last) throw new Error('docs/configuration.md has no upstream with credentials');
  const [, modelPrefix, modelWords] = model;
  const ours = (text) => text.replaceAll(`${modelPrefix}_`, `${prefix}_`).replaceAll(modelWords, words);
  const own = rowsOf(page, modelPrefix).map((row) => {
    if (row.startsWith(`| \`${modelPrefix}_BASE_URL\``))
      return `| \`${prefix}_BASE_URL\` | | Base URL of ${words}. \`${action}\` requires it |`;
    if (row === rowOfModel(page, model))
      return ours(row).replace(/(?<=^\| `\w+` +)\| `[\w-]+` +\|/, `| \`${defaultAuth}\` |`);
    return ours(row);
  });
  const lastRow = rowsOf(page, last[1]).at(-1);
  const withRows = page.replace(lastRow, () => [lastRow, ...own].join('\n'));
  return withRows.replace(/^(These variables are secrets: )(.*)\.$/m, (_, start, list) => {
    const names = list.split(', ');
    const added = names.filter((name) => name.startsWith(`\`${modelPrefix}_`)).map(ours);
    return `${start}${[...names, ...added].sort().join(', ')}.`;
  });
}

const rowsOf = (page, prefix) => page.split('\n').filter((line) => line.startsWith(`| \`${prefix}_`));

const rowOfModel = (page, { index }) => page.slice(index, page.indexOf('\n', index));

function addRow(page, heading, row) {
  const lines = page.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`There is no section ${heading}`);
  const end = lines.findIndex((line, at) => at > start && line.startsWith('## '));
  const last = lines.findLastIndex((line, at) => at > start && (end < 0 || at < end) && line.startsWith('| `'));
  return lines.toSpliced(last + 1, 0, row).join('\n');
}
