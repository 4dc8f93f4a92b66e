export type CalibrationBin = { from: number; to: number; meanPredicted: number; observed: number; rows: number };
export type Calibration = { bins: CalibrationBin[]; expectedError: number; maximumError: number };

/**
 * Reliability of P(positive): equal-width bins, a value equal to an inner edge goes to the lower bin, empty bins are
 * dropped. `expectedError` is ECE = sum n_b / N |observed - mean predicted| (Naeini et al. 2015), `maximumError` MCE.
 */
export function calibrationCurve(options: {
  actual: ArrayLike<number>;
  scores: ArrayLike<number>;
  bins?: number;
}): Calibration {
  const { actual, scores, bins = 10 } = options;
  const rows = new Float64Array(bins);
  const predicted = new Float64Array(bins);
  const positives = new Float64Array(bins);
  for (let row = 0; row < scores.length; row++) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(scores[row]! * bins - 1e-12) - 1));
    rows[bin]!++;
    predicted[bin]! += scores[row]!;
    positives[bin]! += actual[row]!;
  }
  const filled: CalibrationBin[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const count = rows[bin]!;
    if (count === 0) continue;
    const mean = predicted[bin]! / count;
    filled.push({
      from: bin / bins,
      to: (bin + 1) / bins,
      meanPredicted: mean,
      observed: positives[bin]! / count,
      rows: count,
    });
  }
  const gap = (bin: CalibrationBin) => Math.abs(bin.observed - bin.meanPredicted);
  return {
    bins: filled,
    expectedError: filled.reduce((sum, bin) => sum + (bin.rows / scores.length) * gap(bin), 0),
    maximumError: filled.reduce((most, bin) => Math.max(most, gap(bin)), 0),
  };
}
