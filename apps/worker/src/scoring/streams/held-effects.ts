import type { Prediction } from '@millrace/pipeline-core/release';
import type { Served } from '../../watching/traffic';
import type { ScoreDeps } from '../answering/score-request';

export type HeldEffects = {
  /** For scoring records: what would be kept and counted at once is held back. */
  deps: ScoreDeps;
  afterAnswer: (work: () => void) => void;
  /** Before each record: what comes now is its. */
  begin(this: void): void;
  /** Forgets what is of the records behind the first so many: they are scored again. */
  keepFirst(records: number): void;
  /** To be kept in the transaction of the records. */
  predictions: readonly Prediction[];
  /** Counts, and does what waited for the answers: once they are committed. */
  settle(): void;
};

/**
 * Holds back what scoring does beside its answers until they are committed, for records may be scored again. A record that
 * is refused leaves no prediction: it goes out itself, with the reason.
 */
export function holdEffects(deps: ScoreDeps): HeldEffects {
  const predictions: Prediction[] = [];
  const served: Served[] = [];
  const after: (() => void)[] = [];
  const begins: { predictions: number; served: number; after: number }[] = [];
  return {
    deps: {
      ...deps,
      keep: (made) => void predictions.push(...made.filter(({ status }) => status !== 'invalid')),
      count: (one) => void served.push(one),
    },
    afterAnswer: (work) => void after.push(work),
    begin: () => void begins.push({ predictions: predictions.length, served: served.length, after: after.length }),
    keepFirst(records) {
      const end = begins[records];
      if (end === undefined) return;
      predictions.length = end.predictions;
      served.length = end.served;
      after.length = end.after;
    },
    predictions,
    settle() {
      for (const one of served) deps.count(one);
      for (const work of after) work();
    },
  };
}
