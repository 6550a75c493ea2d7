import { LogOutput } from './log-output.js';

/**
 * Returns a log output over a device that accepts `room` bytes and then fails with `code`; records warnings and bytes.
 */
function outputWith({ room = Infinity, code = 'EAGAIN', maxBufferedBytes = 1_000 } = {}) {
  const device = { text: '', room, code };
  const warnings: string[] = [];
  const output = new LogOutput({
    maxBufferedBytes,
    warn: (message) => warnings.push(message),
    write: (bytes) => {
      if (device.room === 0) throw Object.assign(new Error('write'), { code: device.code });
      const taken = bytes.subarray(0, device.room);
      device.room -= taken.length;
      device.text += taken.toString();
      return taken.length;
    },
  });
  return { device, output, warnings };
}

describe('LogOutput', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('writes each line at once', () => {
    const { device, output } = outputWith();
    output.write('one\n');
    output.write('two\n');

    expect(device.text).toBe('one\ntwo\n');
    expect(output.droppedLines).toBe(0);
  });

  it('keeps lines for a reader that pauses, in their order and byte for byte', async () => {
    const { device, output, warnings } = outputWith({ room: 5 });
    for (const line of ['öne\n', 'two\n', 'three\n']) output.write(line);
    device.room = 3;
    await jest.advanceTimersByTimeAsync(50);
    device.room = Infinity;
    await jest.advanceTimersByTimeAsync(50);

    expect(device.text).toBe('öne\ntwo\nthree\n');
    expect([output.droppedLines, warnings]).toEqual([0, []]);
  });

  it('drops and counts lines that do not fit into the buffer, and warns once', async () => {
    const { device, output, warnings } = outputWith({ room: 0, maxBufferedBytes: 8 });
    for (let line = 0; line < 100; line += 1) output.write('1234\n');
    device.room = Infinity;
    await jest.advanceTimersByTimeAsync(50);

    expect(device.text).toBe('1234\n');
    expect(output.droppedLines).toBe(99);
    expect(warnings).toHaveLength(1);
  });

  it.each(['ENOSPC', 'EDQUOT', 'EIO', 'EPIPE', 'EBADF'])(
    'drops lines while writing fails with %s, and writes again when the fault is over',
    (code) => {
      const { device, output, warnings } = outputWith({ room: 0, code });
      output.write('lost\n');
      output.write('lost\n');
      device.room = Infinity;
      output.write('there\n');

      expect(device.text).toBe('there\n');
      expect(output.droppedLines).toBe(2);
      expect(warnings).toEqual([expect.stringContaining(code)]);
    },
  );

  it('begins a new line after a line that a full disk has truncated', () => {
    const { device, output } = outputWith({ room: 2, code: 'ENOSPC' });
    output.write('lost\n');
    output.write('lost\n');
    device.room = Infinity;
    output.write('there\n');
    output.write('too\n');

    expect(device.text).toBe('lo\nthere\ntoo\n');
  });

  it('waits until its buffer is written, but not longer than the limit', async () => {
    const { device, output } = outputWith({ room: 0 });
    output.write('late\n');
    const flushed = output.flush(500);
    await jest.advanceTimersByTimeAsync(100);
    device.room = Infinity;
    await jest.advanceTimersByTimeAsync(100);
    await flushed;
    expect(device.text).toBe('late\n');

    device.room = 0;
    output.write('never\n');
    const limited = output.flush(500);
    await jest.advanceTimersByTimeAsync(600);
    await expect(limited).resolves.toBeUndefined();
  });
});
