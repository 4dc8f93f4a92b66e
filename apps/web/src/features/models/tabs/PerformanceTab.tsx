'use client';

import { Card } from '../../../ui/Card';
import { EmptyState } from '../../../ui/EmptyState';
import { TextLink } from '../../../ui/TextLink';
import { CandidateCharts } from '../../candidates/CandidateCharts';
import { ThresholdPanel } from '../../candidates/ThresholdPanel';
import { useProject } from '../../frame/project-context';
import { pipelineHref, rowOf, type VersionProps } from '../version-data';
import { FigureTable } from './FigureTable';

/** Curves of a version, every figure of it, and of two classes what other thresholds would cost. */
export function PerformanceTab({ version }: VersionProps) {
  const { slug } = useProject();
  const row = rowOf(version);
  const evaluation = row?.candidate.evaluations[0]?.result ?? version.release?.evaluation ?? null;
  const href = pipelineHref(slug, version);
  if (evaluation === null) {
    return (
      <Card>
        <EmptyState
          title="No figures yet"
          detail="Connect the model to an Evaluate step and run its pipeline again: training is not repeated."
          action={href === null ? null : <TextLink href={href}>Open the pipeline</TextLink>}
        />
      </Card>
    );
  }
  const title = row?.candidate.title ?? version.release?.modelName ?? 'The model';
  return (
    <div className="grid gap-4">
      {row === null ? null : <CandidateCharts rows={[row]} />}
      {evaluation.task === 'binary' ? (
        <ThresholdPanel evaluation={evaluation} title={title} pipelineHref={href} />
      ) : null}
      <FigureTable evaluation={evaluation} />
    </div>
  );
}
