import { PipelineError } from '@millrace/pipeline-core/errors';

/** Throws where there are fewer rows than clusters. */
export function requireRows(rows: number, clusters: number, place: string): void {
  if (rows >= clusters) return;
  throw new PipelineError({
    code: 'too-few-rows',
    family: 'pipeline',
    place: `${place} › training rows`,
    seen: `${rows} rows`,
    expected: `at least one for each of ${clusters} clusters`,
    next: 'Ask for fewer clusters, or check the filters before this step.',
  });
}

/** Throws where no point has enough others around it: every answer would be "noise". */
export function requireClusters(
  clusters: number,
  { distance, minRows, place }: { distance: number; minRows: number; place: string },
): void {
  if (clusters > 0) return;
  throw new PipelineError({
    code: 'no-clusters',
    family: 'pipeline',
    place: `${place} › distance`,
    seen: `no row with ${minRows} rows within ${distance}`,
    expected: 'at least one such row, around which a cluster begins',
    next: 'Raise the distance, or ask for fewer rows around.',
  });
}
