'use client';

import { assertNever } from '@millrace/pipeline-core/exhaustive';
import type { Explanation } from '@millrace/pipeline-core/explain';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { reportOf } from '../../client/error-report';
import { buttonStyles } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorState } from '../../ui/ErrorState';
import { Skeleton } from '../../ui/Skeleton';
import { TextLink } from '../../ui/TextLink';
import { addBehindHref } from './add-behind-href';
import type { ExplanationState } from './use-explanation';

/** The states of an explanation that is not there: on its way, never asked for, failed. Then its next step. */
export function ExplanationView(props: {
  found: ExplanationState;
  title: string;
  /** Which model an Explain step is added behind; null where that is not known. */
  modelHash: string | null;
  /** The drawing of the run, where an Explain step is added. */
  pipelineHref: string | null;
  children: (explanation: Explanation) => ReactNode;
}) {
  const { found, title, modelHash, pipelineHref, children } = props;
  const open = pipelineHref === null ? null : <TextLink href={pipelineHref}>Open the pipeline</TextLink>;
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
    case 'failed':
      return (
        <Card>
          <EmptyState
            title={`${title} could not be explained`}
            detail="Its Explain step failed, was skipped or was cancelled. Its log says why."
            action={open}
          />
        </Card>
      );
    case 'none':
      return (
        <Card>
          <EmptyState
            title={`No Explain step looked at ${title}`}
            detail="An Explain step behind the model says what it goes by and where it errs. Training is not repeated."
            action={
              pipelineHref === null || modelHash === null ? (
                open
              ) : (
                <Link
                  href={addBehindHref(pipelineHref, { type: 'explain', model: modelHash })}
                  className={buttonStyles({})}
                >
                  {`Add Explain for ${title}`}
                </Link>
              )
            }
          />
        </Card>
      );
    case 'error': {
      const report = reportOf(found.error);
      return <ErrorState what={report.message} next={report.next} onRetry={found.retry} />;
    }
    default:
      return assertNever(found);
  }
}
