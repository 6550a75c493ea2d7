/** The resources that a process has used so far. */
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

// Preloaded into each server. The parent process requests the usage through the IPC channel.
if (process.send) {
  process.on('message', (command) => {
    if (command === 'usage') process.send?.(usage());
    if (command === 'collect') {
      globalThis.gc?.();
      process.send?.(usage());
    }
  });
  process.channel?.unref();
}
