/** Limits of the pause between two checks. It grows, because a check can cost as much as the work it waits for. */
const [SHORTEST_MS, LONGEST_MS] = [5, 30];

/**
 * Waits until a condition is true.
 *
 * @throws Error after the limit
 */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 30_000): Promise<void> {
  const startedAtMs = performance.now();
  for (let pauseMs = SHORTEST_MS; !(await condition()); pauseMs = Math.min(1.5 * pauseMs, LONGEST_MS)) {
    if (performance.now() - startedAtMs > limitMs) throw new Error(`false for ${limitMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
