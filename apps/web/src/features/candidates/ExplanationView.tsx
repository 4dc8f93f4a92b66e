'use client';

import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { Explanation } from '@millrace/pipeline-core/explain';
import type { ReactNode } from 'react';
import { reportOf } from '../../client/error-report';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Skeleton } from '../../ui/Skeleton';
import { TextLink } from '../../ui/TextLink';
import { type Explainable, ExplainModel } from './ExplainModel';
import type { ExplanationState } from './use-explanation';

type Props = {
  found: ExplanationState;
  title: string;
  /** What is explained at a click; null where no run of the project trained it. */
  candidate: Explainable | null;
  /** The drawing of the run, where an Explain step is added. */
  pipelineHref: string | null;
  children: (explanation: Explanation) => ReactNode;
};

/** The states of an explanation that is not there: on its way, never asked for, failed. Then its next step. */
export function ExplanationView({ found, title, candidate, pipelineHref, children }: Props) {
  switch (found.state) {
    case 'ready':
      return <>{children(found.explanation)}</>;
    case 'loading':
      return <Skeleton className="h-48" label="Loading the explanation" />;
    case 'waiting':
      return (
        <Card>
          <EmptyState
            title={`${title} is being explained`}
            detail="It appears here when its Explain step has finished."
          />
        </Card>
      );
    case 'none':
    case 'failed':
      return candidate === null ? (
        <Untrained title={title} pipelineHref={pipelineHref} />
      ) : (
        <ExplainModel candidate={candidate} failed={found.state === 'failed'} pipelineHref={pipelineHref}>
          {children}
        </ExplainModel>
      );
    case 'error': {
      const report = reportOf(found.error);
      return <ErrorState what={report.message} next={report.next} onRetry={found.retry} />;
    }
    default:
      return assertNever(found);
  }
}

function Untrained({ title, pipelineHref }: Pick<Props, 'title' | 'pipelineHref'>) {
  return (
    <Card>
      <EmptyState
        title={`No Explain step looked at ${title}`}
        detail="No run of this project trained it, so there are no rows here to explain it on."
        action={pipelineHref === null ? null : <TextLink href={pipelineHref}>Open the pipeline</TextLink>}
      />
    </Card>
  );
}
