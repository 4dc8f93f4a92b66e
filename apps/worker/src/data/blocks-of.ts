/** So many columns are asked about together: a question about thousands costs more memory than time it saves. */
export const columnsAtOnce = 40;

/** A list in blocks of at most so many, in its order. */
export function* blocksOf<T>(items: readonly T[], size = columnsAtOnce): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
