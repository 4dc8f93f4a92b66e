import { duplicateRules, gapRules } from '@millrace/pipeline-core/series';
import { z } from 'zod';

/** What every forecast is asked for. */
const shared = {
  /** Steps of one season; 0: found from the steps and the values, 1: none. */
  period: z.number().int().min(0).max(5000).default(0),
  /** Steps ahead that are answered; 0: half as many as were learned from. */
  horizon: z.number().int().min(0).max(100_000).default(0),
  /** Share of the values that the interval holds. */
  level: z.number().min(0.5).max(0.999).default(0.9),
  duplicates: z.enum(duplicateRules).default('mean'),
};

/** Exponential smoothing and its simple relatives. */
export const smoothingParamsSchema = z.object({
  method: z.enum(['automatic', 'smoothing', 'theta', 'seasonal-naive']).default('automatic'),
  trend: z.enum(['automatic', 'none', 'additive', 'damped']).default('automatic'),
  season: z.enum(['automatic', 'none', 'additive', 'multiplicative']).default('automatic'),
  ...shared,
});
export type SmoothingParams = z.output<typeof smoothingParamsSchema>;

const order = (initial: number, most: number) => z.number().int().min(0).max(most).default(initial);

/** ARIMA(p, d, q)(P, D, Q); the orders count where they are given. */
export const arimaParamsSchema = z.object({
  orders: z.enum(['automatic', 'given']).default('automatic'),
  p: order(1, 5),
  d: order(1, 2),
  q: order(1, 5),
  seasonalP: order(0, 2),
  seasonalD: order(1, 1),
  seasonalQ: order(1, 2),
  /** Largest p and q that are tried. */
  maxOrder: z.number().int().min(1).max(5).default(3),
  transform: z.enum(['automatic', 'none', 'log']).default('automatic'),
  gaps: z.enum(gapRules).default('bridge'),
  ...shared,
});
export type ArimaParams = z.output<typeof arimaParamsSchema>;

/** Settings that every forecast has. */
export type SeriesParams = Pick<SmoothingParams, 'period' | 'horizon' | 'level' | 'duplicates'>;
