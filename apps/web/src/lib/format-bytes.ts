import { formatNumber, noValue } from './format-number';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal bytes with two significant figures below 10: 9000 → "9 kB", 2_100_000 → "2.1 MB". */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return noValue;
  let value = Math.abs(bytes);
  let index = 0;
  while (value >= 999.5 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  const text = formatNumber(value, index > 0 && value < 9.95 ? 1 : 0);
  return `${bytes < 0 ? '\u2212' : ''}${text} ${units[index]}`;
}
