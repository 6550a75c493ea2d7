/** Returns the first item for each name. Skips items without a name. */
export function onceEach<T>(items: readonly T[], nameOf: (item: T) => string | undefined): [string, T][] {
  const byName = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    if (name !== undefined && !byName.has(name)) byName.set(name, item);
  }
  return [...byName];
}
