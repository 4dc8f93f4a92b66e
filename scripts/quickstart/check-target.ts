import { open } from 'node:fs/promises';
import { nearestName } from '@millrace/pipeline-core/steps';

/** A first line is looked for in so many bytes of a file. */
const headBytes = 256 * 1024;
const separators = [',', ';', '\t', '|'];

/**
 * What is wrong with a target column; null when it is one of the columns. Names are compared as they land: without case,
 * and without the signs between words, for landing may change those.
 */
export function targetProblem(target: string, columns: readonly string[]): string | null {
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (columns.some((column) => plain(column) === plain(target))) return null;
  const meant = nearestName(target, columns);
  return [
    `There is no column ${target} in the table.`,
    ...(meant === null ? [] : [`Did you mean ${meant}?`]),
    `Its columns are ${columns.join(', ')}.`,
  ].join(' ');
}

/**
 * The names in the first line of a file of delimited text; null where that cannot be told without landing it: another kind of
 * file, a line of values instead of names.
 */
export async function columnsOfFile(file: string): Promise<string[] | null> {
  if (!/\.(csv|tsv|txt)$/i.test(file)) return null;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return columnsOfText(buffer.subarray(0, bytesRead).toString('utf8'));
  } finally {
    await handle.close();
  }
}

/** The same for the beginning of the text. */
export function columnsOfText(text: string): string[] | null {
  const end = text.search(/\r?\n/);
  const line = (end < 0 ? text : text.slice(0, end)).replace(/^\uFEFF/, '');
  const [separator = ','] = [...separators].sort((a, b) => line.split(b).length - line.split(a).length);
  const names = cellsOf(line, separator).map((name) => name.trim());
  // A line with a number, a gap or the same name twice is no line of names: landing gives the columns names of its own.
  const isHeader =
    names.every((name) => name !== '' && Number.isNaN(Number(name))) && new Set(names).size === names.length;
  return isHeader && names.length > 1 ? names : null;
}

/** The cells of one line, quotes taken off. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let [cell, quoted] = ['', false];
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === separator && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell];
}
