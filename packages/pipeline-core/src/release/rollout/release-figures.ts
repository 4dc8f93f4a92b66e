import { z } from 'zod';
import {
  binMiddle,
  latencyQuantile,
  mergeOutputs,
  outputFactsSchema,
  restoreHistogram,
  storedHistogramSchema,
} from '../../stats';

const count = z.number().int().nonnegative();
const micros = z.number().nonnegative().nullable();

/** What one release did in a time with the rows that the traffic shares sent to it. Latencies are microseconds, null where nothing was timed. */
export const releaseFiguresSchema = z.object({
  /** Rows that were routed to it; those that asked for it by its version are none. */
  requests: count,
  /** Of these: it failed, and nobody answered. */
  errors: count,
  /** Of these: it failed, or gave no answer within the first part of the budget, whoever answered then. */
  missed: count,
  /** Rows with a time of their own, and those of them that took longer than the budget. */
  timed: count,
  slow: count,
  p50: micros,
  p95: micros,
  outputs: outputFactsSchema.nullable(),
});
export type ReleaseFigures = z.output<typeof releaseFiguresSchema>;

/** The same of one process and minute, as it is kept. `times` are those of rows, not of requests: a budget is for a row. */
export const routedRowsSchema = z.object({
  rows: count,
  missed: count,
  errors: count,
  times: storedHistogramSchema,
  outputs: outputFactsSchema.nullable(),
});
export type RoutedRows = z.output<typeof routedRowsSchema>;
export const noRoutedRows: RoutedRows = { rows: 0, missed: 0, errors: 0, times: [], outputs: null };

/** Both together. */
export function addRoutedRows(left: RoutedRows, right: RoutedRows): RoutedRows {
  const times = new Map(left.times);
  for (const [bin, count] of right.times) times.set(bin, (times.get(bin) ?? 0) + count);
  return {
    rows: left.rows + right.rows,
    missed: left.missed + right.missed,
    errors: left.errors + right.errors,
    times: [...times].sort(([a], [b]) => a - b),
    outputs: right.outputs === null ? left.outputs : mergeOutputs(left.outputs, right.outputs),
  };
}

/** Figures of one release from its minutes. A quantile lies in the middle of its bin, within 4.5 %. */
export function releaseFigures(minutes: readonly RoutedRows[], budgetMs: number): ReleaseFigures {
  const { rows: requests, missed, errors, times, outputs } = minutes.reduce(addRoutedRows, noRoutedRows);
  const timed = times.reduce((sum, [, count]) => sum + count, 0);
  const over = times.filter(([bin]) => binMiddle(bin) > budgetMs * 1000);
  const slow = over.reduce((sum, [, count]) => sum + count, 0);
  const histogram = restoreHistogram(times, { count: timed, sum: 0, min: 0, max: Number.POSITIVE_INFINITY });
  const at = (q: number) => (timed === 0 ? null : latencyQuantile(histogram, q));
  return { requests, errors, missed, timed, slow, p50: at(0.5), p95: at(0.95), outputs };
}
