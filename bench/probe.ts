/** What a process has used so far, by its own account. */
export interface Usage {
  /** User and system time together. */
  readonly cpuMicroseconds: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return { cpuMicroseconds: user + system, rssBytes: rss, heapBytes: heapUsed };
}

// Loaded into each server ahead of its own code: whoever started it asks what it has used.
if (process.send) {
  process.on('message', (question) => {
    if (question === 'usage') process.send?.(usage());
    if (question === 'collect') {
      globalThis.gc?.();
      process.send?.(usage());
    }
  });
  process.channel?.unref();
}
