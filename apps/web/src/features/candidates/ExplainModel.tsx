'use client';

import type { Explanation } from '@millrace/pipeline-core/explain';
import type { Task } from '@millrace/pipeline-core/release';
import type { ReactNode } from 'react';
import { reportOf } from '../../client/error-report';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Skeleton } from '../../ui/Skeleton';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { addBehindHref } from './add-behind-href';
import { type ExplainStage, explainStage } from './explain-stage';
import { useExplained } from './use-explained';

/** A trained model, and what people call it. */
export type Explainable = { id: string; title: string; modelHash: string; task: Task };

type Props = {
  candidate: Explainable;
  /** Why nothing is shown, where a drawn step tried in vain. */
  failed?: boolean;
  /** The drawing of its run, where a step with settings of its own is added. */
  pipelineHref: string | null;
  children: (explanation: Explanation) => ReactNode;
};

/** One click explains a model on the rows that its run kept; what was found, by whichever run, is shown. */
export function ExplainModel({ candidate, failed = false, pipelineHref, children }: Props) {
  const { slug } = useProject();
  const { data, error, retry, begin, isStarting } = useExplained(candidate.id);
  if (error !== null) {
    const report = reportOf(error);
    return <ErrorState what={report.message} next={report.next} onRetry={retry} />;
  }
  if (data === undefined) return <Skeleton className="h-48" label="Looking for an explanation" />;
  if (data.explanation !== null) return <>{children(data.explanation)}</>;
  if (candidate.task === 'ranking') return <NoColumns title={candidate.title} />;
  const { run } = data;
  return (
    <Card>
      <Offer
        stage={isStarting ? 'running' : explainStage(run, failed)}
        title={candidate.title}
        run={run === null ? null : { number: run.number, href: `/p/${slug}/runs/${run.id}` }}
        stepHref={
          pipelineHref === null ? null : addBehindHref(pipelineHref, { type: 'explain', model: candidate.modelHash })
        }
        onBegin={begin}
      />
    </Card>
  );
}

/** The step refuses such a model, so it is not offered. */
function NoColumns({ title }: { title: string }) {
  return (
    <Card>
      <EmptyState
        title={`${title} goes by the name of the user alone`}
        detail="There is no column to shuffle that would say anything. Performance tells how good it is."
      />
    </Card>
  );
}

const words: Record<ExplainStage, { title: (model: string) => string; detail: string }> = {
  never: {
    title: (model) => `${model} has not been explained yet`,
    detail:
      'One click shows which columns it goes by, how its answers change with them, and on which groups of rows it errs most. It runs on the rows that are kept; nothing is trained again.',
  },
  running: {
    title: (model) => `${model} is being explained`,
    detail: 'Its columns are shuffled, one after the other, and its errors are looked through by groups of rows.',
  },
  failed: {
    title: (model) => `${model} could not be explained`,
    detail: 'The log of the step says why.',
  },
};

function Offer(props: {
  stage: ExplainStage;
  title: string;
  run: { number: number; href: string } | null;
  stepHref: string | null;
  onBegin: () => void;
}) {
  const { stage, title, run, stepHref, onBegin } = props;
  const { can } = useProject();
  const { title: titleOf, detail } = words[stage];
  return (
    <EmptyState
      title={titleOf(title)}
      detail={detail}
      action={
        <span className="grid justify-items-center gap-2">
          {can('run') ? (
            <Button variant="primary" loading={stage === 'running'} onClick={onBegin}>
              {stage === 'failed' ? 'Try again' : 'Explain this model'}
            </Button>
          ) : (
            <span className="text-muted">That needs the right to run.</span>
          )}
          {stage === 'never' || run === null ? null : <TextLink href={run.href}>{`Open run ${run.number}`}</TextLink>}
          {stage === 'running' || stepHref === null ? null : (
            <TextLink href={stepHref}>Add an Explain step, with settings of your own</TextLink>
          )}
        </span>
      }
    />
  );
}
