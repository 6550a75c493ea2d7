import { cutText } from '../../limits/text/cut-text.js';

/** Maximum size of a log line. */
export const MAX_LINE_BYTES = 60_000;

/** Number of characters that are logged of a line over the limit. */
const KEPT_CHARACTERS = 8_000;

/**
 * Replaces a log line over the limit with a line that contains its beginning.
 *
 * @param line JSON with a line break
 */
export function boundedLine(line: string): string {
  if (line.length * 3 <= MAX_LINE_BYTES || Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  const { level, time } = JSON.parse(line) as { level?: unknown; time?: unknown };
  const beginning = cutText(line, KEPT_CHARACTERS);
  return `${JSON.stringify({ level, time, msg: `A log line of ${line.length} characters was shortened`, beginning })}\n`;
}
