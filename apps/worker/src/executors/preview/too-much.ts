import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import type { PlacedStep } from '../../data/preview/preview-task';

export type StepName = Pick<PlacedStep, 'id' | 'title'>;

/** A step that would have to read too much for a look: what its rows are held against is read whole. */
export function tooMuch({ title }: StepName, { seen, most }: { seen: string; most: string }): ErrorReport {
  return new PipelineError({
    code: 'preview-too-large',
    family: 'pipeline',
    place: title,
    seen,
    expected: `at most ${most} that are read whole`,
    next: 'Run the pipeline to here.',
    message: `${title} has to read ${seen} whole, and a preview reads at most ${most} so. Run the pipeline to here.`,
  }).report;
}
