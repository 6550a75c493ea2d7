export interface VitalSigns {
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Active resources: sockets, timers, and others. */
  readonly resources: number;
  readonly openFiles: number;
}

const METRICS: Readonly<Record<keyof VitalSigns, string>> = {
  heapBytes: 'nodejs_heap_size_used_bytes',
  rssBytes: 'process_resident_memory_bytes',
  resources: 'nodejs_active_resources_total',
  openFiles: 'process_open_fds',
};

/** Allowed growth beyond a tenth: noise of a healthy process. */
const NOISE: VitalSigns = { heapBytes: 10_000_000, rssBytes: 25_000_000, resources: 30, openFiles: 30 };

export function readVitalSigns(metrics: string): VitalSigns {
  const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? NaN);
  return {
    heapBytes: read(METRICS.heapBytes),
    rssBytes: read(METRICS.rssBytes),
    resources: read(METRICS.resources),
    openFiles: read(METRICS.openFiles),
  };
}

/**
 * Returns one line per value that grew. Ignores the first third as warm-up. Compares the minima of the other two thirds,
 * because a minimum contains the least uncollected memory.
 */
export function findGrowth(series: readonly VitalSigns[]): string[] {
  const third = Math.floor(series.length / 3);
  const [before, after] = [series.slice(third, 2 * third), series.slice(2 * third)];
  if (before.length === 0) return ['the run was too short to measure growth'];
  return (Object.keys(METRICS) as (keyof VitalSigns)[]).flatMap((sign) => {
    const lowest = (part: readonly VitalSigns[]): number => Math.min(...part.map((signs) => signs[sign]));
    const [first, last] = [lowest(before), lowest(after)];
    return last > first * 1.1 + NOISE[sign] ? [`${sign} rose from ${first} to ${last}`] : [];
  });
}
