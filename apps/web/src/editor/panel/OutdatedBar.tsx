'use client';

import { Button } from '../../ui/Button';
import { MendStep, RunToHere } from '../canvas/NoPreview';
import { useStepView } from '../canvas/StepNode';
import { helpActions } from '../drawing/no-preview';
import { outdatedText } from '../drawing/preview-view';
import type { StepPreview } from '../sync/use-step-preview';
import { PreviewBar } from './PreviewRows';

/**
 * Says of rows of the last run that the step would make others now, and what is in the way of seeing them. `onPreview`:
 * null while the preview comes by itself.
 */
export function OutdatedBar(props: { step: string; preview: StepPreview; onPreview: (() => void) | null }) {
  const { step, preview, onPreview } = props;
  const view = useStepView(step);
  const { answer, failure, retry } = preview;
  const isThere = answer !== null && answer.state !== 'none';
  const none = failure === null && answer?.state === 'none' ? answer : null;
  const action = none === null ? 'run' : helpActions[none.helps];
  return (
    <PreviewBar>
      <span role="status" className="min-w-0 flex-1">
        {outdatedText(view, preview)}
      </span>
      {failure === null ? null : (
        <Button size="sm" variant="ghost" onClick={retry}>
          Try again
        </Button>
      )}
      {onPreview === null || !isThere ? null : (
        <Button size="sm" variant="ghost" onClick={onPreview}>
          Show the preview
        </Button>
      )}
      {none === null || action === 'run' ? (
        <RunToHere step={step} />
      ) : (
        <MendStep step={none.step} by={action} of={step} />
      )}
    </PreviewBar>
  );
}
