import { Latencies } from '../soak/latencies.js';
import { findGrowth, readVitalSigns, VitalSigns } from '../soak/vital-signs.js';

const MEGABYTE = 1_000_000;

/** A service whose heap swings between these two, and whose sockets stay as they are. */
const series = (heaps: readonly number[]): VitalSigns[] =>
  heaps.map((heap) => ({ heapBytes: heap * MEGABYTE, rssBytes: 200 * MEGABYTE, resources: 20, openFiles: 40 }));

describe('the soak', () => {
  it('finds memory flat that swings, and that warms up at first', () => {
    expect(findGrowth(series([40, 90, 130, 100, 190, 110, 180, 105, 188]))).toEqual([]);
  });

  it('finds memory that never comes back', () => {
    expect(findGrowth(series([50, 90, 60, 100, 150, 110, 180, 130, 188]))).toEqual([
      'heapBytes rose from 100000000 to 130000000',
    ]);
  });

  it('finds sockets that stay open', () => {
    const leaking = series([1, 1, 1]).map((signs, index) => ({ ...signs, openFiles: 40 + index * 40 }));

    expect(findGrowth(leaking)).toEqual(['openFiles rose from 80 to 120']);
  });

  it('does not call a time flat that is too short', () => {
    expect(findGrowth(series([50, 50]))).toEqual(['the time was too short to tell whether memory is flat']);
  });

  it("reads what a process holds from the service's metrics", () => {
    const metrics = [
      '# HELP process_open_fds x',
      'process_open_fds 31',
      'nodejs_active_resources{type="TCPSocketWrap"} 7',
      'nodejs_active_resources_total 12',
      'nodejs_heap_size_used_bytes 51234567',
      'process_resident_memory_bytes 1.5e8',
    ].join('\n');

    expect(readVitalSigns(metrics)).toEqual({
      heapBytes: 51_234_567,
      rssBytes: 150_000_000,
      resources: 12,
      openFiles: 31,
    });
  });

  it('tells what 99 of 100 calls did not exceed', () => {
    const latencies = new Latencies();
    for (let call = 1; call <= 100; call += 1) latencies.add(call);
    latencies.add(1_000_000);

    expect([0.5, 0.99, 1].map((share) => latencies.percentileMs(share))).toEqual([51, 100, 30_000]);
  });
});
