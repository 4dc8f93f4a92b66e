import type { Outputs } from '../../client/outputs';

export type HistoryBatch = Pick<
  Outputs['datasets']['history']['batches'][number],
  'rejected' | 'schema' | 'rows' | 'columns'
>;
type Column = HistoryBatch['columns'][number];

/**
 * The column a history opens with: the one that moved most in the newest batch. Times and ids move with every batch, which
 * says nothing; they come last.
 */
export function firstColumn(batches: readonly HistoryBatch[]): string | null {
  const newest = batches.findLast(({ columns }) => columns.length > 0);
  if (newest === undefined) return null;
  const moves = (column: Column) => (column.psi ?? -1) - (marksRows(column, newest.rows) ? 1e9 : 0);
  return newest.columns.reduce((best, column) => (moves(column) > moves(best) ? column : best)).name;
}

/** Another value in nearly every row, or a time. */
function marksRows({ type, distinct, missing }: Column, rows: number): boolean {
  if (type === 'date' || type === 'timestamp') return true;
  return rows > 20 && type !== 'number' && distinct >= rows * (1 - missing) * 0.9;
}

/** What of a column there is to draw or to list over these batches: what never was anything else is left out. */
export function historyLook(batches: readonly HistoryBatch[], name: string) {
  const columns = batches.flatMap((batch) => batch.columns.filter((column) => column.name === name));
  return {
    missing: columns.some(({ missing }) => missing > 0),
    mean: columns.filter(({ mean }) => mean !== null).length > 1,
    // One point is no line; the table has it.
    psi: columns.filter(({ psi }) => psi !== null).length > 1,
    moved: batches.some((batch) => batch.columns.some(({ psi }) => psi !== null)),
    values: columns.some(({ newValues, lostValues }) => newValues.length + lostValues.length > 0),
    schema: batches.some(({ schema }) => schema.length > 0),
  };
}
