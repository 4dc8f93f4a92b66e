import { formatNumber, noValue } from './format-number';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

function pair(value: number, big: { size: number; name: string }, small: { size: number; name: string }): string {
  const whole = Math.round(value / small.size) * small.size;
  const first = Math.floor(whole / big.size);
  const rest = Math.round((whole - first * big.size) / small.size);
  const text = `${formatNumber(first)} ${big.name}`;
  return rest === 0 ? text : `${text} ${rest} ${small.name}`;
}

/** Milliseconds in words: 4.1 → "4.1 ms", 400 → "400 ms", 6000 → "6 s", 82000 → "1 min 22 s", 2 days → "2 d". */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined || !Number.isFinite(milliseconds)) return noValue;
  const value = Math.max(0, milliseconds);
  if (value < 999.5) return `${formatNumber(value, value < 10 ? 1 : 0)} ms`;
  if (value < 9950) return `${formatNumber(value / second, 1)} s`;
  if (value < 59_500) return `${Math.round(value / second)} s`;
  if (value < hour - second / 2) return pair(value, { size: minute, name: 'min' }, { size: second, name: 's' });
  if (value < day - minute / 2) return pair(value, { size: hour, name: 'h' }, { size: minute, name: 'min' });
  return pair(value, { size: day, name: 'd' }, { size: hour, name: 'h' });
}

/** One unit, for estimates: "about 50 s", "about 4 min", "about 2 h". */
export function formatEstimate(milliseconds: number): string {
  if (milliseconds < second) return 'less than 1 s';
  if (milliseconds < 90 * second) return `about ${Math.round(milliseconds / second)} s`;
  if (milliseconds < 90 * minute) return `about ${Math.round(milliseconds / minute)} min`;
  return `about ${Math.round(milliseconds / hour)} h`;
}
