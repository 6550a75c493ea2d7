import { cutText } from '../limits/cut-text.js';

/** The largest line of the log. */
export const MAX_LINE_BYTES = 60_000;

/** How much of a larger line is kept. */
const KEPT_CHARACTERS = 8_000;

/**
 * The last limit before a line is written, whatever made it so long: a larger one is replaced by one that holds its beginning.
 *
 * @param line JSON with a line break
 */
export function boundedLine(line: string): string {
  if (line.length * 3 <= MAX_LINE_BYTES || Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  const { level, time } = JSON.parse(line) as { level?: unknown; time?: unknown };
  const beginning = cutText(line, KEPT_CHARACTERS);
  return `${JSON.stringify({ level, time, msg: `A log line of ${line.length} characters was shortened`, beginning })}\n`;
}
