/** Round steps (1, 2, 2.5 or 5 times a power of ten) that cover [low, high] in about `count` intervals. */
export function niceTicks(low: number, high: number, count = 4): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
  const span = high - low || Math.abs(high) || 1;
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= raw * 0.999) ?? 10;
  const step = factor * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => clean((first + index) * step, step));
}

/** Ticks inside [low, high] for what is counted (batches, rounds): never between two of them. */
export function wholeTicks(low: number, high: number, count = 4): number[] {
  const nice = niceTicks(low, high, count).filter((tick) => tick >= low && tick <= high);
  if (nice.length > 0 && nice.every(Number.isInteger)) return nice;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
  const step = Math.max(1, Math.ceil((high - low) / Math.max(1, count)));
  const first = Math.ceil(low);
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, index) => first + index * step);
}

/** Binary noise gone, by the digits that a step has: 0.30000000000000004 → 0.3, however many digits stand before them. */
function clean(value: number, step: number): number {
  return Number(value.toFixed(Math.min(100, fractionDigits(step))));
}

function fractionDigits(step: number): number {
  const [mantissa = '', exponent] = String(Number(step.toPrecision(12))).split('e-');
  return (mantissa.split('.')[1]?.length ?? 0) + Number(exponent ?? 0);
}

/** Digits that tell neighbouring ticks apart. */
export function tickDigits(ticks: readonly number[]): number {
  return fractionDigits(Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) || 1);
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  second,
  5 * second,
  15 * second,
  30 * second,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  30 * day,
  91 * day,
  365 * day,
] as const;

/**
 * Round moments inside [from, to], at most `count` + 1. `offset` is the zone's distance from UTC in ms, so that days
 * begin at local midnight.
 */
export function timeTicks(from: number, to: number, options: { count?: number; offset?: number } = {}): number[] {
  const { count = 4, offset = 0 } = options;
  const step = steps.find((candidate) => (to - from) / candidate <= count) ?? 365 * day;
  const ticks: number[] = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** Whether ticks are so close that hours and minutes read the same on neighbouring ones. */
export function showsSeconds(ticks: readonly number[]): boolean {
  return ticks.length > 1 && (ticks[1] ?? 0) - (ticks[0] ?? 0) < minute;
}

/** Whether ticks this far apart should read as times of day rather than days. */
export function showsTimeOfDay(ticks: readonly number[]): boolean {
  return (ticks[1] ?? 0) - (ticks[0] ?? 0) < day;
}
