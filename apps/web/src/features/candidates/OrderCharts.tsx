'use client';

import { type Evaluation, type EvaluationCurves, foundAt, type GainCurve } from '@millrace/pipeline-core/metrics';
import { formatNumber, formatPercent } from '../../lib/format-number';
import { type ChartPoint, LineChart, type SeriesColorIndex } from '../../ui/charts';
import type { CandidateRow } from './candidate-row';
import { curvePoints, recallPoints } from './curve-points';

/** A model with what an Evaluate step found; the colour is that of the model in every chart of a page. */
export type Judged = { id: string; label: string; result: Evaluation; colorIndex?: SeriesColorIndex };

/** The newest evaluation of each candidate that has one. */
export function judgedOf(rows: readonly CandidateRow[]): Judged[] {
  return rows.flatMap(({ candidate }) => {
    const result = candidate.evaluations[0]?.result;
    return result === undefined ? [] : [{ id: candidate.id, label: candidate.title, result }];
  });
}

/** Rows that were judged; not told where they are not as many for all. */
export function judgedRows(judged: readonly Judged[]): number | undefined {
  const counts = new Set(judged.map(({ result }) => result.parts[result.part].rows));
  return counts.size === 1 ? [...counts][0] : undefined;
}

/** What the order of the scores tells, a line each model: ROC, precision over recall, gain. */
export function OrderCharts({ judged }: { judged: readonly Judged[] }) {
  const [first] = judged;
  const n = judgedRows(judged);
  const prevalence = first?.result.curves.precisionRecall?.prevalence;
  const lines = (read: (curves: EvaluationCurves) => ChartPoint[] | undefined) =>
    judged.flatMap(({ id, label, result, colorIndex }) => {
      const points = read(result.curves);
      return points === undefined ? [] : [{ id, label, points, ...(colorIndex === undefined ? {} : { colorIndex }) }];
    });
  const square = { n, fromZero: true, xDomain: [0, 1], yDomain: [0, 1], labels: 'below' } as const;
  const gain = lines((curves) => curves.gain && curvePoints(curves.gain.share, curves.gain.found));
  return (
    <>
      <LineChart
        {...square}
        title="ROC"
        series={lines((curves) => curves.roc && curvePoints(curves.roc.fpr, curves.roc.tpr))}
        diagonal
        xLabel="false positive rate: share of the others flagged"
        yLabel="true positive rate: share found"
      />
      <LineChart
        {...square}
        title="Precision and recall"
        series={lines((curves) => curves.precisionRecall && recallPoints(curves.precisionRecall))}
        xLabel="recall: share found"
        yLabel="precision: share of the flagged that are right"
        {...(prevalence === undefined
          ? {}
          : {
              references: [
                { axis: 'y', align: 'left', value: prevalence, label: `base rate ${prevalence.toFixed(2)}` } as const,
              ],
            })}
      />
      {gain.length === 0 ? null : (
        <LineChart
          {...square}
          title="Gain"
          range={firstTenth(first?.result.curves.gain)}
          series={gain}
          diagonal
          xLabel="share of the rows looked at, highest scores first"
          yLabel="share found"
        />
      )}
    </>
  );
}

/** What the tenth of the rows with the highest scores finds, and how many times more that is than by chance. */
function firstTenth(gain: GainCurve | undefined): string | undefined {
  if (gain === undefined) return undefined;
  const found = foundAt(gain, 0.1);
  return `first 10% find ${formatPercent(found, 0)}, lift ${formatNumber(found / 0.1, 1)}`;
}
