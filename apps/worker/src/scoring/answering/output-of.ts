import type { JsonObject } from '@millrace/pipeline-core/json';
import { recommendedOutput } from '../../data/recommended';
import type { RowAnswer } from '../releases/served-release';

type Answered = Pick<RowAnswer, 'prediction' | 'probabilities' | 'recommended' | 'interval' | 'warnings'> & {
  /** It is a score of a batch: when that had been scored, and its id. */
  precomputed?: { at: string; batch: string };
};

/** What callers get of an answer and the log keeps of it; the same from a server and in a browser. */
export function outputOf(answered: Answered): JsonObject {
  const { prediction, probabilities, recommended, interval, warnings, precomputed } = answered;
  const output: JsonObject = { prediction };
  if (probabilities !== undefined) output['probabilities'] = probabilities;
  if (recommended !== undefined) Object.assign(output, recommendedOutput(recommended));
  if (interval !== undefined) Object.assign(output, interval);
  if (warnings !== undefined) output['warnings'] = warnings;
  if (precomputed !== undefined) output['precomputed'] = precomputed;
  return output;
}
