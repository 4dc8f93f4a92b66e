import { type Histogram, histogramRange } from '@millrace/pipeline-core/profile';

/** The length that all texts of a column have; null where they differ. A picture of one block would say nothing. */
export function onlyLength(lengths: Histogram): number | null {
  return lengths.counts.length === 1 && lengths.outside === 0 ? lengthEnds(lengths)[0] : null;
}

/**
 * The shortest and the longest length drawn. In profiles kept from before a bar for each length ends where the next
 * length would begin.
 */
export function lengthEnds(lengths: Histogram): readonly [number, number] {
  const { edges, step } = lengths;
  if (step !== undefined) return histogramRange(lengths);
  const [first = 0, second = 0] = edges;
  const last = edges.at(-1) ?? 0;
  return [first, second - first === 1 ? last - 1 : last];
}
