import { type RollingErrors, rollingErrors } from './rolling-errors';
import { seasonalNaive } from './seasonal-naive';
import type { MethodContext, SeriesFit, SeriesMethod } from './series-fit';

/** A series as it was learned, and how far its method and the naive one were off at the end of what is known. */
export type JudgedFit = { fit: SeriesFit; errors: RollingErrors; naive: RollingErrors };

/**
 * Learns a series by the method whose forecasts of its last steps were least off, each made from the steps before alone.
 * Of methods that are equally good, or of a series too short to judge them on, the first.
 */
export async function bestMethod(options: {
  methods: readonly SeriesMethod[];
  values: Float64Array;
  period: number;
  /** Where it is quick nothing is judged, and the first method learns it. */
  context: MethodContext;
}): Promise<JudgedFit> {
  const { methods, values, period } = options;
  const { quick, pause } = options.context;
  const none: RollingErrors = { sum: 0, count: 0 };
  let best: { fit: SeriesFit; errors: RollingErrors } | null = null;
  for (const method of quick ? methods.slice(0, 1) : methods) {
    await pause();
    const fit = await method.fit(values, period);
    await pause();
    const errors = quick ? none : rollingErrors(values, period, method.again);
    if (best === null || meanError(errors) < meanError(best.errors)) best = { fit, errors };
  }
  if (best === null) throw new Error('a series needs a method to learn it by');
  return { ...best, naive: quick ? none : rollingErrors(values, period, seasonalNaive) };
}

/** Infinite where nothing was judged, so that nothing is better than the first. */
function meanError({ sum, count }: RollingErrors): number {
  return count === 0 ? Number.POSITIVE_INFINITY : sum / count;
}
