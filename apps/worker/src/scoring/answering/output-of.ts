import type { JsonObject } from '@millrace/pipeline-core/json';
import { recommendedOutput } from '../../data/recommended';
import type { RowAnswer } from '../releases/served-release';

type Answered = Pick<RowAnswer, 'prediction' | 'probabilities' | 'recommended' | 'interval' | 'warnings'> & {
  /** It is a score of a batch: when that had been scored, and its id. */
  precomputed?: { at: string; batch: string };
};

/** What callers get of an answer and the log keeps of it; the same from a server and in a browser. */
export function outputOf({
  prediction,
  probabilities,
  recommended,
  interval,
  warnings,
  precomputed,
}: Answered): JsonObject {
  return {
    prediction,
    ...(probabilities === undefined ? {} : { probabilities }),
    ...(recommended === undefined ? {} : recommendedOutput(recommended)),
    ...interval,
    ...(warnings === undefined ? {} : { warnings }),
    ...(precomputed === undefined ? {} : { precomputed }),
  };
}
