import { boundedLine, MAX_LINE_BYTES } from './bounded-line.js';

describe('boundedLine', () => {
  it('returns a line within the limit unchanged', () => {
    const line = `${JSON.stringify({ level: 'info', msg: 'é'.repeat(25_000) })}\n`;
    expect(boundedLine(line)).toBe(line);
  });

  it('replaces a longer line with valid JSON that contains the beginning of the line', () => {
    const line = `${JSON.stringify({ level: 'info', time: 'now', msg: '€'.repeat(30_000) })}\n`;
    const bounded = boundedLine(line);

    expect(Buffer.byteLength(bounded)).toBeLessThan(MAX_LINE_BYTES);
    expect(JSON.parse(bounded)).toMatchObject({
      level: 'info',
      time: 'now',
      msg: `A log line of ${line.length} characters was shortened`,
      beginning: expect.stringContaining('{"level":"info"') as string,
    });
    expect(bounded.endsWith('\n')).toBe(true);
  });
});
