'use client';

import { Button } from '../../ui/Button';
import { RunToHere } from '../canvas/NoPreview';
import { useStepView } from '../canvas/StepNode';
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
      <RunToHere step={step} />
    </PreviewBar>
  );
}
