import { PipelineError } from '@millrace/pipeline-core/errors';

/** How far a probability may lie outside of 0 to 1, and the sum of a row from 1: what single floats leave over. */
const outside = 1e-6;
const ofSum = 1e-3;

/**
 * Refuses answers that are no probabilities. Scores before a softmax have the same order, so labels agree with them; every
 * threshold, log loss and cost would be wrong without a word.
 * @param numbers rows x width, row after row
 */
export function requireShares(
  place: string,
  { numbers, width, output }: { numbers: ArrayLike<number>; width: number; output: string },
): void {
  for (let row = 0; row * width < numbers.length; row += 1) {
    let sum = 0;
    for (let at = 0; at < width; at += 1) {
      const value = numbers[row * width + at] ?? Number.NaN;
      if (value < -outside || value > 1 + outside) throw noShares(place, `${value} in "${output}"`);
      sum += value;
    }
    if (width > 1 && Math.abs(sum - 1) > ofSum) throw noShares(place, `a row of "${output}" that sums to ${sum}`);
  }
}

function noShares(place: string, seen: string): PipelineError {
  return new PipelineError({
    code: 'not-probabilities',
    family: 'pipeline',
    place: `${place} › file`,
    seen,
    expected: 'probabilities: numbers from 0 to 1, those of a row summing to 1',
    next: 'Export the model with a Softmax or Sigmoid at its end, or with its probabilities as an output.',
  });
}
