/** Index of the largest of `width` numbers from `offset`; ties go to the first. */
export function argmax(values: ArrayLike<number>, offset: number, width: number): number {
  let best = 0;
  for (let k = 1; k < width; k++) if (values[offset + k]! > values[offset + best]!) best = k;
  return best;
}

/** Predicted class per row by largest probability (rows x classes, row-major). */
export function predictedClasses(probabilities: ArrayLike<number>, classes: number): Int32Array {
  const rows = probabilities.length / classes;
  return Int32Array.from({ length: rows }, (_, row) => argmax(probabilities, row * classes, classes));
}

/** Weighted counts [actual * classes + predicted]. */
export function confusionCounts(options: {
  actual: ArrayLike<number>;
  predicted: ArrayLike<number>;
  classes: number;
  weights: ArrayLike<number> | null;
}): Float64Array {
  const { actual, predicted, classes, weights } = options;
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < actual.length; row++) {
    counts[actual[row]! * classes + predicted[row]!]! += weights === null ? 1 : weights[row]!;
  }
  return counts;
}

export type ClassScores = { support: number; predicted: number; precision: number; recall: number; f1: number };

/** Precision, recall and F1 of every class; 0 where a denominator is 0. */
export function classScores(counts: ArrayLike<number>, classes: number): ClassScores[] {
  return Array.from({ length: classes }, (_, k) => {
    let support = 0;
    let predicted = 0;
    for (let other = 0; other < classes; other++) {
      support += counts[k * classes + other]!;
      predicted += counts[other * classes + k]!;
    }
    const hits = counts[k * classes + k]!;
    return {
      support,
      predicted,
      precision: predicted === 0 ? 0 : hits / predicted,
      recall: support === 0 ? 0 : hits / support,
      f1: support + predicted === 0 ? 0 : (2 * hits) / (support + predicted),
    };
  });
}
