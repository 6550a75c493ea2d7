/** Returns the result of some work, and its duration in milliseconds. */
export async function timed<T>(work: () => Promise<T> | T): Promise<[T, number]> {
  const startedAtMs = performance.now();
  return [await work(), performance.now() - startedAtMs];
}
