/** Cache: lines of the same second share the formatted prefix. */
let secondMs = NaN;
let second = '';

/** Returns the timestamp of a log line in pino's format: ISO 8601 in UTC with milliseconds. */
export function isoTime(): string {
  const nowMs = Date.now();
  const ms = nowMs % 1_000;
  if (nowMs - ms !== secondMs) {
    secondMs = nowMs - ms;
    second = `,"time":"${new Date(secondMs).toISOString().slice(0, -4)}`;
  }
  return `${second}${String(ms).padStart(3, '0')}Z"`;
}
