/** What a cell of the first rows looks like. */
export type HeadKind = 'blank' | 'number' | 'date' | 'text';

export function kindOf(cell: string): HeadKind {
  const text = cell.trim();
  if (text === '' || /^(na|n\/a|nan|null)$/i.test(text)) return 'blank';
  if (/^[+-]?(\d+([.,]\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) return 'number';
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? 'date' : 'text';
}

/** Share of the filled cells below that must be numbers or dates for a column to count as typed. */
const typedShare = 0.8;

function isTyped(rows: readonly HeadKind[][], column: number): boolean {
  const filled = rows.map((kinds) => kinds[column] ?? 'blank').filter((kind) => kind !== 'blank');
  return filled.length > 0 && filled.filter((kind) => kind !== 'text').length >= filled.length * typedShare;
}

/**
 * A name over numbers or dates speaks for a header, a number or date among the names against it; without either the
 * first line is one, unless a cell of it is blank.
 */
export function looksLikeHeader(top: readonly HeadKind[], below: readonly HeadKind[][]): boolean {
  if (below.length === 0) return top.every((kind) => kind === 'text' || kind === 'blank');
  if (top.some((kind, column) => kind === 'text' && isTyped(below, column))) return true;
  return !top.some((kind) => kind === 'number' || kind === 'date');
}

/** How the second of two header rows is read: as units of the first, or as the finer names below groups. */
export type SecondHeader = { kind: 'units' } | { kind: 'names'; header: string[] };

/**
 * Whether the row below the header belongs to it: only words, over two or more columns of numbers or dates (or over one
 * and blanks elsewhere). A first row with gaps or repeats names groups, whose names go before those of the second.
 */
export function findSecondHeader(
  top: readonly string[],
  second: readonly string[],
  rows: readonly HeadKind[][],
): SecondHeader | null {
  const kinds = second.map(kindOf);
  if (rows.length < 2 || kinds.some((kind) => kind === 'number' || kind === 'date')) return null;
  const typed = kinds.filter((kind, column) => kind === 'text' && isTyped(rows, column)).length;
  const words = kinds.filter((kind) => kind === 'text').length;
  if (!(typed >= 2 || (typed === 1 && words === 1))) return null;
  const groups = top.map((cell) => cell.trim());
  const isGrouped = new Set(groups).size < groups.length || groups.includes('');
  if (!isGrouped) return { kind: 'units' };
  let group = '';
  const header = second.map((cell, column) => {
    if ((groups[column] ?? '') !== '') group = groups[column]!;
    return [group, cell.trim()].filter((part) => part !== '').join(' ');
  });
  return { kind: 'names', header };
}
