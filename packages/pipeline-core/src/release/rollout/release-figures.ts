import {
  binMiddle,
  emptyHistogram,
  latencyQuantile,
  mergeHistogram,
  mergeOutputs,
  type OutputFacts,
  restoreHistogram,
  type StoredHistogram,
} from '../../stats';

/** What one release did in a time. Latencies are microseconds, null where nothing was timed. */
export type ReleaseFigures = {
  /** Rows that were routed to it. */
  requests: number;
  /** Of these: nobody answered. */
  errors: number;
  /** Of these: it was late or failed, and another release or the constant answered. */
  passedOn: number;
  /** Requests with a time, and those of them that took longer than the budget. */
  timed: number;
  slow: number;
  p50: number | null;
  p95: number | null;
  outputs: OutputFacts | null;
};

/** Totals of one process, release and minute, as far as they are read here. */
export type CountedMinute = {
  served: number;
  errors: number;
  fallbacks: number;
  passedOn: number;
  minMicros: number;
  maxMicros: number;
  sumMicros: number;
  histogram: StoredHistogram;
  outputs: OutputFacts | null;
};

/**
 * Adds up minutes of one release. A row that fell back is counted with the release that answered it, as a fallback, and
 * with the one it was routed to, as passed on: what was routed is what was answered, less the first, and the second.
 */
export function releaseFigures(minutes: readonly CountedMinute[], budgetMs: number): ReleaseFigures {
  const histogram = emptyHistogram();
  const total = { requests: 0, errors: 0, passedOn: 0, timed: 0, slow: 0 };
  let outputs: OutputFacts | null = null;
  for (const minute of minutes) {
    total.requests += minute.served - minute.fallbacks + minute.passedOn;
    total.errors += minute.errors;
    total.passedOn += minute.passedOn;
    if (minute.outputs !== null) outputs = mergeOutputs(outputs, minute.outputs);
    const timed = minute.histogram.reduce((sum, [, count]) => sum + count, 0);
    if (timed === 0) continue;
    total.timed += timed;
    for (const [bin, count] of minute.histogram) if (binMiddle(bin) > budgetMs * 1000) total.slow += count;
    const { sumMicros: sum, minMicros: min, maxMicros: max } = minute;
    mergeHistogram(histogram, restoreHistogram(minute.histogram, { count: timed, sum, min, max }));
  }
  const at = (q: number) => (total.timed === 0 ? null : latencyQuantile(histogram, q));
  return { ...total, requests: Math.max(0, total.requests), p50: at(0.5), p95: at(0.95), outputs };
}
