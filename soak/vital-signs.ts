/** What a process holds at one moment. */
export interface VitalSigns {
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Sockets, timers and what else keeps a process awake. */
  readonly resources: number;
  readonly openFiles: number;
}

const METRICS: Readonly<Record<keyof VitalSigns, string>> = {
  heapBytes: 'nodejs_heap_size_used_bytes',
  rssBytes: 'process_resident_memory_bytes',
  resources: 'nodejs_active_resources_total',
  openFiles: 'process_open_fds',
};

/** What may come on top of a rise of a tenth before it counts: the noise of a healthy process. */
const NOISE: VitalSigns = { heapBytes: 10_000_000, rssBytes: 25_000_000, resources: 30, openFiles: 30 };

/** Reads them from the service's own metrics. */
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
 * What has grown, one line each. The first third of the time is for warming up; then the least of the second third is compared
 * with the least of the last one: what the garbage collector has not come to yet is in neither.
 */
export function findGrowth(series: readonly VitalSigns[]): string[] {
  const third = Math.floor(series.length / 3);
  const [before, after] = [series.slice(third, 2 * third), series.slice(2 * third)];
  if (before.length === 0) return ['the time was too short to tell whether memory is flat'];
  return (Object.keys(METRICS) as (keyof VitalSigns)[]).flatMap((sign) => {
    const least = (part: readonly VitalSigns[]): number => Math.min(...part.map((signs) => signs[sign]));
    const [first, last] = [least(before), least(after)];
    return last > first * 1.1 + NOISE[sign] ? [`${sign} rose from ${first} to ${last}`] : [];
  });
}
