import type { GivenPart, QualitySet } from './quality-sets';

/** Column that says which part a row is in, where the set says so itself; no side learns from it. */
export const partColumn = 'given_part';
/** Of the rows that are not test rows every seventh is a validation row. */
const oneIn = 7;

/**
 * One clean table from the files of a set: a header, named columns only, no comments and no blank lines, cells without
 * blanks around them, missing cells empty. Both sides read it, so that reading is not what they differ in.
 */
export function prepareSet(set: QualitySet, files: readonly { name: string; text: string }[]): string {
  const lines: string[] = [];
  let seen = 0;
  for (const { name, text } of files) {
    const rows = cellsOf(name, text);
    const header = set.header ?? rows.shift() ?? [];
    const kept = header.flatMap((column, at) => (column === '' ? [] : [at]));
    if (lines.length === 0)
      lines.push(
        joined(
          kept.map((at) => header[at] ?? ''),
          set.isTest && partColumn,
        ),
      );
    for (const cells of rows) {
      if (cells.length !== header.length)
        throw new Error(`${name}: a row of ${cells.length} cells, expected ${header.length}: ${cells.join(',')}`);
      const row = (column: string) => cells[header.indexOf(column)] ?? '';
      const part = set.isTest === undefined ? undefined : partOf(set.isTest(row, name), seen++);
      lines.push(
        joined(
          kept.map((at) => withoutMissing(cells[at] ?? '', set.missing)),
          part,
        ),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function partOf(test: boolean, at: number): GivenPart {
  if (test) return 'test';
  return at % oneIn === oneIn - 1 ? 'validation' : 'train';
}

function withoutMissing(cell: string, missing: string | undefined): string {
  return cell === missing ? '' : cell;
}

function joined(cells: readonly string[], part: string | undefined): string {
  return [...cells, ...(part === undefined ? [] : [part])].join(',');
}

/** Cells of each line that holds a row; the reference tables have no quoted cells. */
function cellsOf(name: string, text: string): string[][] {
  if (text.includes('"')) throw new Error(`${name}: has quoted cells, which this reader does not know`);
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((cell) => cell.trim()));
}
