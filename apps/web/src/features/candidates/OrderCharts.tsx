'use client';

import { type EvaluationCurves, foundAt, type GainCurve } from '@millrace/pipeline-core/metrics';
import { formatNumber, formatPercent } from '../../lib/format-number';
import { type ChartPoint, LineChart } from '../../ui/charts';
import type { CandidateRow } from './candidate-row';
import { curvePoints, recallPoints } from './curve-points';

/** What the order of the scores tells, a line each candidate: ROC, precision over recall, gain. */
export function OrderCharts({ rows }: { rows: CandidateRow[] }) {
  const judged = rows.flatMap(({ candidate }) => {
    const result = candidate.evaluations[0]?.result;
    return result === undefined ? [] : [{ id: candidate.id, label: candidate.title, result }];
  });
  const [first] = judged;
  const n = first === undefined ? 0 : first.result.parts[first.result.part].rows;
  const prevalence = first?.result.curves.precisionRecall?.prevalence;
  const lines = (read: (curves: EvaluationCurves) => ChartPoint[] | undefined) =>
    judged.flatMap(({ id, label, result }) => {
      const points = read(result.curves);
      return points === undefined ? [] : [{ id, label, points }];
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
