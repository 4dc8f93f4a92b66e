import { PipelineError } from '@millrace/pipeline-core/errors';

/** Largest working memory a fit may plan for. */
const LIMIT_BYTES = 4 * 2 ** 30;
/** Beyond this a packed histogram cell leaves fewer than 4 gradient levels per row. */
const LIMIT_ROWS = 2 ** 24;

export type MemoryNeed = { rows: number; features: number; histogramCells: number; leaves: number; classes: number };

/** Bytes of the working arrays of one fit: both bin layouts, row lists, scores and gradients, histograms. */
export function plannedBytes({ rows, features, histogramCells, leaves, classes }: MemoryNeed): number {
  const bins = rows * features * 3;
  const lists = rows * 24;
  const scores = rows * 8 * (2 * classes + 3);
  return bins + lists + scores + leaves * histogramCells * 8;
}

/** Refuses a fit that would not fit, before anything is allocated. */
export function checkMemory(need: MemoryNeed): void {
  const bytes = plannedBytes(need);
  if (need.rows <= LIMIT_ROWS && bytes <= LIMIT_BYTES) return;
  const tooManyRows = need.rows > LIMIT_ROWS;
  throw new PipelineError({
    code: 'too-many-rows',
    family: 'pipeline',
    place: 'Gradient boosted trees › training rows',
    seen: `${need.rows} rows x ${need.features} features (${(bytes / 2 ** 30).toFixed(1)} GB of working memory)`,
    expected: tooManyRows ? `at most ${LIMIT_ROWS} rows` : `at most ${LIMIT_BYTES / 2 ** 30} GB`,
    next: 'Add "Sample rows" before the split, or select fewer columns.',
  });
}
