import { lowerRuns, stripRuns, upperRuns } from './case-data';

type Table = ReadonlyMap<number, string>;

const run = /^([0-9a-z]+):(-?[0-9a-z]*)(?:([ABCD])([0-9a-z]+))?$/;

function readTable(lines: readonly string[]): Table {
  const table = new Map<number, string>();
  let start = 0;
  for (const token of lines.join(' ').split(' ')) {
    const [, gap = '', delta = '', mode = '', count = '1'] = run.exec(token) ?? [];
    start += Number.parseInt(gap, 36);
    const step = mode === 'C' || mode === 'D' ? 2 : 1;
    for (let i = 0; i < Number.parseInt(count, 36); i += 1) {
      const moved = mode === 'B' || mode === 'D' ? i * step : 0;
      const to = delta === '' ? '' : String.fromCodePoint(start + Number.parseInt(delta, 36) + moved);
      table.set(start + i * step, to);
    }
  }
  return table;
}

const beyondAscii = /[\u0080-\uffff]/;

function mapText(text: string, table: Table): string {
  let result = '';
  for (const character of text) result += table.get(character.codePointAt(0) ?? 0) ?? character;
  return result;
}

const lowerTable = readTable(lowerRuns);
const upperTable = readTable(upperRuns);
const stripTable = readTable(stripRuns);

/** One code point to one: İ becomes i, Σ becomes σ also at the end of a word. */
export function lower(text: string): string {
  // On ASCII the platform has only one answer.
  return beyondAscii.test(text) ? mapText(text, lowerTable) : text.toLowerCase();
}

/** One code point to one: ß becomes ẞ. */
export function upper(text: string): string {
  return beyondAscii.test(text) ? mapText(text, upperTable) : text.toUpperCase();
}

/** Letters without their marks, in normal form C. */
export function stripAccents(text: string): string {
  return beyondAscii.test(text) ? mapText(text, stripTable).normalize('NFC') : text;
}
