import type { EvaluationCurves } from '@millrace/pipeline-core/metrics';

type Residuals = NonNullable<EvaluationCurves['residuals']>;

/**
 * A histogram of errors as a line that can be laid over others with other bins: at the middle of each bin the share of rows
 * by unit of the target, so that the area under every line is 1. Errors are actual minus predicted.
 */
export function residualDensity({ histogram: { edges, counts } }: Residuals): { x: number; y: number }[] {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return counts.flatMap((count, bin) => {
    const [low, high] = [edges[bin], edges[bin + 1]];
    if (low === undefined || high === undefined || high <= low || rows === 0) return [];
    return [{ x: (low + high) / 2, y: count / rows / (high - low) }];
  });
}

/** One range for all samples, so that pictures side by side can be compared; null where there are no rows. */
export function sharedRange(samples: readonly Residuals['sample'][]): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of samples.flat(2)) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : null;
}
