/** A text as Terraform writes it: the platform's templates are none of Terraform's. */
export const hclText = (text: string): string => escaped(JSON.stringify(text));

/** A map of texts, as it stands in a block of that depth; aligned as `terraform fmt` does it. */
export function hclMap(map: Readonly<Record<string, string>>, depth: number): string {
  const entries = Object.entries(map).map(([name, text]) => [hclText(name), hclText(text)] as const);
  if (entries.length === 0) return '{}';
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = entries.map(([name, text]) => `${indent(depth + 1)}${name.padEnd(width)} = ${text}\n`);
  return `{\n${lines.join('')}${indent(depth)}}`;
}

/** Any JSON as it stands in a block of that depth: an expression of Terraform, once its texts are. */
export const hclJson = (value: unknown, depth: number): string =>
  escaped(JSON.stringify(value, null, 2))
    .replace(/^(\s*"(?:[^"\\]|\\.)*"):/gm, '$1 :')
    .replaceAll('\n', `\n${indent(depth)}`);

const indent = (depth: number): string => '  '.repeat(depth);

const escaped = (json: string): string => json.replace(/[$%](?=\{)/g, (sign) => sign + sign);
