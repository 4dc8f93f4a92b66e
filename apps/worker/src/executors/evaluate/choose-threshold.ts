import {
  binaryView,
  costThreshold,
  judgedRows,
  type PredictionSet,
  rowsIn,
  type ThresholdCost,
  takeRows,
} from '@millrace/pipeline-core/metrics';
import type { Part } from '@millrace/pipeline-core/schema';
import { partCodes } from '@millrace/pipeline-core/split';
import type { ExecutorJob } from '../executor';
import type { LabelledScores } from './labelled-scores';

type ThresholdParams = {
  thresholdBy: 'number' | 'costs';
  threshold: number | null;
  falseAlarmCost: number;
  missedCost: number;
};

type Chosen = { threshold?: number; thresholdCost?: ThresholdCost };

/**
 * The threshold of two classes: the number that is set, or the one at which errors cost least. Validation rows choose, so
 * that the judged ones have had no part in it; without any, the judged ones do, which the log says.
 */
export function chooseThreshold(
  job: Pick<ExecutorJob<ThresholdParams>, 'params' | 'log'>,
  { scored, part }: { scored: Pick<LabelledScores, 'set' | 'assigned'>; part: Part },
): Chosen {
  const { thresholdBy, threshold, falseAlarmCost: falseAlarm, missedCost: missed } = job.params;
  if (thresholdBy === 'number') return threshold === null ? {} : { threshold };
  const found = choosingRows(scored, part);
  if (found.rows.task !== 'binary') {
    job.log('info', 'There is no threshold to choose by costs: it belongs to two classes.');
    return {};
  }
  const best = costThreshold({ ...binaryView(found.rows), costs: { falseAlarm, missed } });
  if (best === null) return {};
  const rows = rowsIn(found.rows);
  job.log(
    'info',
    `Threshold ${best.threshold.toPrecision(4)}: errors cost ${best.cost.toPrecision(4)} a row on ${rows} ${found.part} rows, at 0.5 ${best.costAtHalf.toPrecision(4)}.`,
  );
  if (found.part === part) {
    job.log('warning', `The threshold was chosen on the ${part} rows it is judged on, which flatters it.`);
  }
  const { cost, costAtHalf } = best;
  return {
    threshold: best.threshold,
    thresholdCost: { falseAlarm, missed, part: found.part, rows, cost, costAtHalf },
  };
}

/** Judged rows of the first part that has any, of those that may choose. */
function choosingRows(
  { set, assigned }: Pick<LabelledScores, 'set' | 'assigned'>,
  part: Part,
): { part: Part; rows: PredictionSet } {
  if (assigned === null) return { part, rows: takeRows(set, judgedRows(set, null, 0)) };
  const order: Part[] = ['validation', part, 'train'];
  const choosing = order.find((name) => judgedRows(set, assigned, partCodes[name]).length > 0) ?? part;
  return { part: choosing, rows: takeRows(set, judgedRows(set, assigned, partCodes[choosing])) };
}

/** The same answers, called positive from the threshold on. */
export function withThreshold(set: PredictionSet, threshold: number | undefined): PredictionSet {
  return threshold === undefined || set.task !== 'binary' ? set : { ...set, threshold };
}
