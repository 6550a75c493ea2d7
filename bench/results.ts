import { Round } from './load.js';
import { Usage } from './probe.js';

/** The result of one server for one workload: the median of its rounds. */
export interface Measured extends Round {
  readonly subject: string;
  /** Ratio of the calls that the service and the other server complete with the same processor time. */
  readonly serviceAgainstIt: number;
}

export interface Comparison {
  readonly workload: string;
  readonly measured: readonly Measured[];
}

/** The start time of a server, and its memory after all calls. */
export interface Footprint extends Usage {
  readonly subject: string;
  readonly startMs: number;
}

/** Returns the round with the median cost. */
export function medianRound(rounds: readonly Round[]): Round {
  const sorted = [...rounds].sort((one, other) => one.cpuMicrosecondsPerCall - other.cpuMicrosecondsPerCall);
  const round = sorted[Math.floor(sorted.length / 2)];
  if (!round) throw new Error('Nothing was measured');
  return round;
}

/**
 * Returns the ratio of calls that two servers complete with the same processor time: the median over pairs of rounds,
 * because the speed of a machine can change by a third within a minute.
 *
 * @param one rounds of the first server. Each ran next to the round of `other` with the same index
 */
export function speedOver(one: readonly Round[], other: readonly Round[]): number {
  const ratios = one.map((round, at) => (other[at] ?? round).cpuMicrosecondsPerCall / round.cpuMicrosecondsPerCall);
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? NaN;
}

export function comparisonTable({ workload, measured }: Comparison): string {
  const [service] = measured;
  const rows = measured.map((one) => [
    one.subject,
    `${one.cpuMicrosecondsPerCall.toFixed(0)} µs`,
    `${one.callsPerSecond.toFixed(0)} /s`,
    `${one.p50Ms} ms`,
    `${one.p99Ms} ms`,
    one === service ? '' : `× ${one.serviceAgainstIt.toFixed(2)}`,
  ]);
  return aligned([[workload, 'CPU per call', 'calls', 'p50', 'p99', 'service / server'], ...rows]);
}

export function footprintTable(footprints: readonly Footprint[]): string {
  const rows = footprints.map(({ subject, startMs, rssBytes, heapBytes }) => [
    subject,
    `${startMs.toFixed(0)} ms`,
    `${(rssBytes / 1e6).toFixed(0)} MB`,
    `${(heapBytes / 1e6).toFixed(0)} MB`,
  ]);
  return aligned([['', 'start to ready', 'resident', 'heap'], ...rows]);
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ');
  return `${rows.map(line).join('\n')}\n`;
}
