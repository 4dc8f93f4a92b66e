import { PipelineError } from '@millrace/pipeline-core/errors';
import type { TextColumn, TrainingRows } from '../model-runtime';
import type { TermParams } from './params';

export const place = 'Text classifier';

/** The features of a classifier of texts; throws `not-text` for one that is none. */
export function textColumns({ features }: Pick<TrainingRows, 'features'>): TextColumn[] {
  return features.map((feature) => {
    if (feature.kind === 'text') return feature;
    throw new PipelineError({
      code: 'not-text',
      family: 'pipeline',
      place: `${place} › feature "${feature.name}"`,
      seen: `a ${feature.kind} column`,
      expected: 'columns of text',
      next: 'Choose text columns in this step.',
      column: feature.name,
    });
  });
}

/** Throws `no-terms` where the texts have nothing in common. */
export function requireTerms(terms: number, { minTexts }: Pick<TermParams, 'minTexts'>): void {
  if (terms > 0) return;
  throw new PipelineError({
    code: 'no-terms',
    family: 'pipeline',
    place,
    seen: `no word and no run of characters in ${minTexts} texts or more`,
    expected: 'texts that have terms in common',
    next: 'Lower "In at least", turn characters on, or choose another text column.',
  });
}
