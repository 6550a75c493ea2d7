/** The items that fit into a response. */
export interface Rendered {
  readonly texts: readonly string[];
  /** Number of items that did not fit. */
  readonly leftOut: number;
}

/** Renders items in their order until their total size reaches `maxBytes`. */
export function renderWithin<T>(
  items: readonly T[],
  maxBytes: number,
  render: (item: T, index: number) => string,
): Rendered {
  const texts: string[] = [];
  let bytes = 0;
  for (const [index, item] of items.entries()) {
    const text = render(item, index);
    bytes += Buffer.byteLength(text);
    if (bytes > maxBytes) break;
    texts.push(text);
  }
  return { texts, leftOut: items.length - texts.length };
}
