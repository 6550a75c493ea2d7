import { Latencies } from '../../soak/latencies.js';
import { findGrowth, readVitalSigns, VitalSigns } from '../../soak/vital-signs.js';

const MEGABYTE = 1_000_000;

/** Returns the vital signs of a service with these heap sizes in MB and a constant number of sockets. */
const series = (heaps: readonly number[]): VitalSigns[] =>
  heaps.map((heap) => ({ heapBytes: heap * MEGABYTE, rssBytes: 200 * MEGABYTE, resources: 20, openFiles: 40 }));

describe('the soak', () => {
  it('accepts a heap that oscillates after a warm-up', () => {
    expect(findGrowth(series([40, 90, 130, 100, 190, 110, 180, 105, 188]))).toEqual([]);
  });

  it('reports a heap that keeps growing', () => {
    expect(findGrowth(series([50, 90, 60, 100, 150, 110, 180, 130, 188]))).toEqual([
      'heapBytes rose from 100000000 to 130000000',
    ]);
  });

  it('reports sockets that stay open', () => {
    const leaking = series([1, 1, 1]).map((signs, index) => ({ ...signs, openFiles: 40 + index * 40 }));

    expect(findGrowth(leaking)).toEqual(['openFiles rose from 80 to 120']);
  });

  it('reports a run that is too short', () => {
    expect(findGrowth(series([50, 50]))).toEqual(['the run was too short to measure growth']);
  });

  it("reads the vital signs from the service's metrics", () => {
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

  it('calculates percentiles of the latencies', () => {
    const latencies = new Latencies();
    for (let call = 1; call <= 100; call += 1) latencies.add(call);
    latencies.add(1_000_000);

    expect([0.5, 0.99, 1].map((share) => latencies.percentileMs(share))).toEqual([51, 100, 30_000]);
  });
});
