import { z } from 'zod';
import {
  binMiddle,
  latencyQuantile,
  mergeOutputs,
  type OutputFacts,
  outputFactsSchema,
  restoreHistogram,
  storedHistogramSchema,
} from '../../stats';

/** What one release did in a time with the rows that the traffic shares sent to it. Latencies are microseconds, null where nothing was timed. */
export type ReleaseFigures = {
  /** Rows that were routed to it; those that asked for it by its version are none. */
  requests: number;
  /** Of these: it failed, and nobody answered. */
  errors: number;
  /** Of these: it failed, or gave no answer within the first part of the budget, whoever answered then. */
  missed: number;
  /** Rows with a time of their own, and those of them that took longer than the budget. */
  timed: number;
  slow: number;
  p50: number | null;
  p95: number | null;
  outputs: OutputFacts | null;
};

/** The same of one process and minute, as it is kept. `times` are those of rows, not of requests: a budget is for a row. */
export const routedRowsSchema = z.object({
  rows: z.number().int().nonnegative(),
  missed: z.number().int().nonnegative(),
  errors: z.number().int().nonnegative(),
  times: storedHistogramSchema,
  outputs: outputFactsSchema.nullable(),
});
export type RoutedRows = z.output<typeof routedRowsSchema>;

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
  const none: RoutedRows = { rows: 0, missed: 0, errors: 0, times: [], outputs: null };
  const { rows: requests, missed, errors, times, outputs } = minutes.reduce(addRoutedRows, none);
  const timed = times.reduce((sum, [, count]) => sum + count, 0);
  const over = times.filter(([bin]) => binMiddle(bin) > budgetMs * 1000);
  const slow = over.reduce((sum, [, count]) => sum + count, 0);
  const histogram = restoreHistogram(times, { count: timed, sum: 0, min: 0, max: Number.POSITIVE_INFINITY });
  const at = (q: number) => (timed === 0 ? null : latencyQuantile(histogram, q));
  return { requests, errors, missed, timed, slow, p50: at(0.5), p95: at(0.95), outputs };
}
