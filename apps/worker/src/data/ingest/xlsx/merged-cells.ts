import { columnOf } from './read-sheet';

/** Last row of each merged range that spans rows, by the row and column it starts at. */
export type MergedCells = Map<string, number>;

const pattern = /<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g;
/** More than a tag with a reference takes. */
const overlap = 300;
const most = 1_000_000;

/**
 * Merged ranges stand behind the rows of a sheet, but are needed before them. They are found by their tags alone, which
 * cannot occur in a text: there `<` is written otherwise.
 */
export async function readMergedCells(chunks: AsyncIterable<Buffer>): Promise<MergedCells> {
  const merged: MergedCells = new Map();
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + chunk.toString('latin1');
    for (const [, letters = '', from = '', to = ''] of text.matchAll(pattern)) {
      if (from !== to && merged.size < most) merged.set(mergeKey(Number(from), columnOf(letters)), Number(to));
    }
    rest = text.slice(-overlap);
  }
  return merged;
}

export function mergeKey(row: number, column: number): string {
  return `${row}:${column}`;
}
