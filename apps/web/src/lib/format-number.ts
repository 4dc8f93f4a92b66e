import { shareText } from '@millrace/pipeline-core/percent';

const minus = '\u2212';

/** A true minus; none before what is rounded to nothing: "−0.000" is no number. */
function withMinus(text: string): string {
  return text.replace('-', /[1-9]/.test(text) ? minus : '');
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat('en-GB', options);
  formatters.set(key, made);
  return made;
}

/** What a missing or undefined figure looks like everywhere. */
export const noValue = '–';

/** 12431 → "12,431". Fraction digits: at most `digits` (default 2), trailing zeros dropped; NaN and infinities → "–". */
export function formatNumber(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noValue;
  return withMinus(formatter({ maximumFractionDigits: digits }).format(value));
}

/** Exactly `digits` fraction digits, for columns of figures: 0.85 → "0.850". */
export function formatFixed(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noValue;
  return withMinus(formatter({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value));
}

const compactSteps = [
  { limit: 1e12, suffix: 'T' },
  { limit: 1e9, suffix: 'B' },
  { limit: 1e6, suffix: 'M' },
  { limit: 1e3, suffix: 'k' },
] as const;

/** Beyond all suffixes: 1.23e18 → "1.23e18". */
function byPowers(value: number): string {
  const [mantissa = '', power] = value.toExponential(2).split('e');
  return `${Number(mantissa)}e${Number(power)}`;
}

/** Three significant figures with a suffix: 12431 → "12.4k", 1200000 → "1.2M", 950 → "950", 1e18 → "1e18". */
export function formatCompact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noValue;
  const size = Math.abs(value);
  // A step is taken as soon as rounding would reach it: 999,950 is "1M", never "1,000k".
  if (size >= 999.5e12) return withMinus(byPowers(value));
  const step = compactSteps.find(({ limit }) => size >= limit * 0.9995);
  if (!step) return formatNumber(value, size < 10 ? 2 : size < 100 ? 1 : 0);
  return withMinus(`${formatter({ maximumSignificantDigits: 3 }).format(value / step.limit)}${step.suffix}`);
}

/** A share as per cent: 0.617 → "61.7%", 0.61 → "61%". Shares between 0 and 0.05% are shown as "<0.1%". */
export function formatPercent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return noValue;
  return shareText(share, digits);
}

/** A difference with its sign: 0.011 → "+0.011", -3 → "−3", 0 → "0". */
export function formatDelta(value: number | null | undefined, digits = 3): string {
  const text = formatNumber(value, digits);
  if (value === null || value === undefined || !(value > 0) || text === '0') return text === `${minus}0` ? '0' : text;
  return `+${text}`;
}

/** The same with exactly `digits` fraction digits, for columns of differences: 0.06 → "+0.060". */
export function formatFixedDelta(value: number | null | undefined, digits = 3): string {
  const text = formatFixed(value, digits);
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Rows and columns of a table: (12431, 18) → "12.4k × 18"; columns that are not known yet read "?". */
export function formatShape(rows: number, columns: number | null): string {
  return `${formatCompact(rows)} × ${columns === null ? '?' : formatNumber(columns)}`;
}

/** Count with its noun: (1, "row") → "1 row", (3, "row") → "3 rows", (2, "branch", "branches") → "2 branches". */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(count)} ${count === 1 ? singular : plural}`;
}
