/** The pauses between two looks: short at first, and longer as it goes on, for a look may cost as much as what it waits for. */
const [SHORTEST_MS, LONGEST_MS] = [5, 30];

/** Waits for a condition, and fails if it takes too long. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const startedAtMs = performance.now();
  for (let pauseMs = SHORTEST_MS; !(await condition()); pauseMs = Math.min(1.5 * pauseMs, LONGEST_MS)) {
    if (performance.now() - startedAtMs > limitMs) throw new Error(`not within ${limitMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
