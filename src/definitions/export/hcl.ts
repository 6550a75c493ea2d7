/** Quotes a string for Terraform and escapes `${`, which the platform's templates use too. */
export const hclText = (text: string): string => escaped(JSON.stringify(text));

/** Formats a map of strings at a depth, aligned like `terraform fmt`. */
export function hclMap(map: Readonly<Record<string, string>>, depth: number): string {
  const entries = Object.entries(map).map(([name, text]) => [hclText(name), hclText(text)] as const);
  if (entries.length === 0) return '{}';
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = entries.map(([name, text]) => `${indent(depth + 1)}${name.padEnd(width)} = ${text}\n`);
  return `{\n${lines.join('')}${indent(depth)}}`;
}

/** Formats JSON as a Terraform expression at a depth. */
export const hclJson = (value: unknown, depth: number): string =>
  escaped(JSON.stringify(value, null, 2))
    .replace(/^(\s*"(?:[^"\\]|\\.)*"):/gm, '$1 :')
    .replaceAll('\n', `\n${indent(depth)}`);

const indent = (depth: number): string => '  '.repeat(depth);

const escaped = (json: string): string => json.replace(/[$%](?=\{)/g, (sign) => sign + sign);
