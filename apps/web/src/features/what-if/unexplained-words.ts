import type { ModelFormat } from '@millrace/pipeline-core/release';

/** Why nothing is said of what each field adds to an answer. */
export function unexplainedWords(format: ModelFormat): string {
  return format === 'baseline'
    ? 'A baseline reads none of these fields: it gives every row the same answer, what was most usual among the rows it learned from. Other models are measured against it.'
    : 'Linear models, and trees that are not too deep, say exactly what each field adds to one answer; this model does not. Its Explain tab says what it goes by over many rows.';
}
