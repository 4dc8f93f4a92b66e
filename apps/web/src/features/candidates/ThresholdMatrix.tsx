import type { Evaluation } from '@millrace/pipeline-core/metrics';
import { ConfusionMatrix } from '../../ui/ConfusionMatrix';
import { countsAtThreshold } from './counts-at-threshold';

/** Whom a model of two classes finds and misses at a threshold, and what that means of 100. */
export function ThresholdMatrix({ evaluation, threshold }: { evaluation: Evaluation; threshold: number }) {
  const at = countsAtThreshold(evaluation, threshold);
  if (at === null) return null;
  const positive = evaluation.positive ?? 'positive';
  const negative = evaluation.classes?.find((name) => name !== positive) ?? 'other';
  return (
    <>
      <ConfusionMatrix
        classes={[positive, negative]}
        predictedLabels={['flagged', 'not flagged']}
        counts={[
          [at.found, at.missed],
          [at.falseAlarms, at.leftAlone],
        ]}
        captions={[
          ['found', 'missed'],
          ['false alarms', 'left alone'],
        ]}
      />
      <p className="text-12 text-muted">
        {`Finds ${Math.round((100 * at.found) / Math.max(1, at.found + at.missed))} of 100 with ${positive}; ${Math.round((100 * at.found) / Math.max(1, at.found + at.falseAlarms))} of 100 alarms are right.`}
      </p>
    </>
  );
}
