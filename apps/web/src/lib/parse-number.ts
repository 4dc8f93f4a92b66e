type Limits = { min?: number | undefined; max?: number | undefined; step?: number | undefined };

export type ParsedNumber = { ok: true; value: number | null } | { ok: false; nearest: number | null };

/** The value moved into [min, max]. */
export function clampNumber(value: number, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Limits) {
  return Math.min(max, Math.max(min, value));
}

/**
 * Reads typed text as a number: spaces and thin separators are dropped, a comma between digits is a decimal comma unless
 * it groups thousands, "1e-3" is allowed. Empty text is null; what no number of 64 bits can hold is none. Out of range or not a number: `nearest` is what to snap to.
 */
export function parseNumber(text: string, limits: Limits = {}): ParsedNumber {
  let plain = text.replace(/[\s\u2009\u202f_]/g, '').replace('\u2212', '-');
  if (plain === '') return { ok: true, value: null };
  plain = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain) ? plain.replaceAll(',', '') : plain.replace(',', '.');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return { ok: false, nearest: null };
  const value = Number(plain);
  const inside = clampNumber(value, limits);
  if (!Number.isFinite(inside)) return { ok: false, nearest: null };
  return inside === value ? { ok: true, value } : { ok: false, nearest: inside };
}

/** The value `by` steps further, free of binary rounding noise (0.1 + 0.2 → 0.3), inside the limits. */
export function stepNumber(value: number | null, options: Limits & { by: number }): number {
  const step = options.step ?? 1;
  const start = value ?? (options.min !== undefined && options.min > 0 ? options.min - step * options.by : 0);
  const next = start + step * options.by;
  const digits = Math.max(decimals(step), decimals(value ?? 0));
  return clampNumber(Number(next.toFixed(Math.min(digits, 20))), options);
}

function decimals(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
}
