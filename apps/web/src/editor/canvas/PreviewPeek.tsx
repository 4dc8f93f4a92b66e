'use client';

import { cn } from '../../lib/cn';
import { ErrorState } from '../../ui/ErrorState';
import { Skeleton } from '../../ui/Skeleton';
import { basisText, columnsText, previewLead, shownColumns, shownText } from '../drawing/preview-view';
import { StoppedPreview } from '../inspector/StoppedPreview';
import type { StepPreview } from '../sync/use-step-preview';
import { NoPreview, RunToHere } from './NoPreview';
import { PeekTable } from './PeekRows';
import { useStepView } from './StepNode';

type PreviewPeekProps = { step: string; port: string; preview: StepPreview; className?: string };

/** The first rows that a step would make, under a sentence that says so; or what it stops at. */
export function PreviewPeek({ step, port, preview, className }: PreviewPeekProps) {
  const view = useStepView(step);
  const { answer, failure, computing, retry } = preview;
  if (failure !== null)
    return (
      <div className={className}>
        <ErrorState what={failure.message} next={failure.next} onRetry={retry} />
      </div>
    );
  if (answer === null) return <Skeleton className="mx-3 mb-2 h-24" label="Computing a preview" />;
  if (answer.state === 'none') return <NoPreview step={step} port={port} hasOutput={false} none={answer} />;
  if (answer.state === 'stopped')
    return (
      <div className={className}>
        <StoppedPreview step={step} answer={answer} quiet />
      </div>
    );
  const which = answer.rows.length === 0 ? shownText(answer) : answer.parts === undefined ? '' : 'Train rows only.';
  const text = [previewLead(view), basisText(answer.basis), columnsText(answer), which];
  return (
    <div className="grid gap-1.5" aria-busy={computing}>
      <PeekTable columns={shownColumns(answer)} rows={answer.rows} />
      <div className={cn('grid justify-items-start gap-1.5 text-12 text-muted', className)}>
        <p>{text.filter(Boolean).join(' ')}</p>
        <RunToHere step={step} />
      </div>
    </div>
  );
}
