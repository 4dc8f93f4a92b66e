import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Prediction } from '@millrace/pipeline-core/release';
import type { ServedEndpoint } from '../releases/served-release';

/** Rows that somebody wants scored, whatever protocol they came in. */
export type ScoreRequest = {
  endpoint: ServedEndpoint;
  rows: readonly JsonObject[];
  /** The release the caller wants, as `findAsked` reads it. */
  asked?: string;
  caller: string;
  protocol: Prediction['protocol'];
  extras: 'refuse' | 'ignore';
  /** When the request came in, on the clock of `ScoreDeps.now`. */
  startedAt: number;
  /** Calls back when the answer has gone out, or nobody waits for it any more. */
  afterAnswer: (work: () => void) => void;
};
