/** The second that was written last, which lines of the same second share. */
let secondMs = NaN;
let second = '';

/** The time of a line in the log as pino wants it: ISO 8601 in UTC, in milliseconds. */
export function isoTime(): string {
  const nowMs = Date.now();
  const ms = nowMs % 1_000;
  if (nowMs - ms !== secondMs) {
    secondMs = nowMs - ms;
    second = `,"time":"${new Date(secondMs).toISOString().slice(0, -4)}`;
  }
  return `${second}${String(ms).padStart(3, '0')}Z"`;
}
