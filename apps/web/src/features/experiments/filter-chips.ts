import { parseListFilter } from '@millrace/pipeline-core/tracking';

/** The comparisons of a filter, each as it is written; none where it cannot be read. */
export function filterParts(filter: string): string[] {
  const read = parseListFilter(filter);
  return read.ok ? read.value.map(({ at, until }) => filter.slice(at, until)) : [];
}

/** The filter without one of its comparisons. */
export function withoutPart(filter: string, at: number): string {
  return filterParts(filter)
    .filter((_, other) => other !== at)
    .join(' and ');
}

/** The filter with one more comparison. */
export function withPart(filter: string, part: string): string {
  return [...filterParts(filter), part].join(' and ');
}
