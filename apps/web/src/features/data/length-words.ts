import type { Histogram } from '@millrace/pipeline-core/profile';

/** The length that all texts of a column have; null where they differ. A picture of one block would say nothing. */
export function onlyLength({ counts, edges, outside }: Histogram): number | null {
  return counts.length === 1 && outside === 0 ? (edges[0] ?? null) : null;
}

/** The shortest and the longest length drawn: a bar for each length ends where the next length would begin. */
export function lengthEnds({ edges }: Histogram): readonly [number, number] {
  const [first = 0, second = 0] = edges;
  const last = edges.at(-1) ?? 0;
  return [first, second - first === 1 ? last - 1 : last];
}
