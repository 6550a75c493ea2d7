export const count = (value: number): string => Math.round(value).toLocaleString('en');

export const rate = (perSecond: number): string => (perSecond >= 10 ? count(perSecond) : perSecond.toFixed(1));

export const percent = (share: number): string => {
  if (!Number.isFinite(share)) return '–';
  const value = share * 100;
  // Avoids rounding to 100 %.
  if (value > 99.95 && value < 100) return '> 99.9 %';
  return `${value === 100 || value === 0 ? value : value.toFixed(1)} %`;
};

export function milliseconds(ms: number | undefined): string {
  if (ms === undefined || Number.isNaN(ms)) return '–';
  if (ms === Infinity) return '> 10 s';
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

export const megabytes = (bytes: number): string => `${count(bytes / 2 ** 20)} MB`;

export function duration(totalSeconds: number): string {
  const units = [
    ['d', Math.floor(totalSeconds / 86_400)],
    ['h', Math.floor(totalSeconds / 3_600) % 24],
    ['min', Math.floor(totalSeconds / 60) % 60],
    ['s', Math.floor(totalSeconds) % 60],
  ] as const;
  const first = units.findIndex(([, value]) => value > 0);
  return units
    .slice(first < 0 ? 3 : first, first < 0 ? 4 : first + 2)
    .map(([unit, value]) => `${value} ${unit}`)
    .join(' ');
}
