import { z } from 'zod';

const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;

/** A whole number of 64 bits, as a number or as its text: protobuf writes either. */
export const int64Schema = z
  .union([z.number().int(), z.string().regex(/^-?\d{1,19}$/, 'expected a whole number')])
  .transform((value, context) => {
    const read = BigInt(value);
    if (read >= least && read <= most) return read;
    context.addIssue({ code: 'custom', message: 'expected a whole number of 64 bits' });
    return z.NEVER;
  });

const words: Record<string, number> = { NaN: Number.NaN, Infinity: Infinity, '-Infinity': -Infinity };

/** A metric's value: JSON has no NaN and no infinity, so these travel as strings. */
export const metricValueSchema = z.union([z.number(), z.string()]).transform((value, context) => {
  if (typeof value === 'number') return value;
  const read = words[value] ?? (/^-?\d+$/.test(value) ? Number(value) : undefined);
  if (read !== undefined) return read;
  context.addIssue({ code: 'custom', message: 'expected a number, "NaN", "Infinity" or "-Infinity"' });
  return z.NEVER;
});

/** The value as the protocol shows it. */
export function showMetricValue(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
