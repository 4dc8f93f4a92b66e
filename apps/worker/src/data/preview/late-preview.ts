import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';

/** A preview longer than this is no look any more. */
export const mostPreviewSeconds = 15;

/** What taking longer is called: by the step at work, or by the preview as a whole. */
export function latePreview(place: string): ErrorReport {
  return new PipelineError({
    code: 'preview-time-limit',
    family: 'pipeline',
    place,
    seen: `no rows after ${mostPreviewSeconds} s`,
    expected: 'rows to look at within that time',
    next: 'Run the pipeline to here instead.',
  }).report;
}
