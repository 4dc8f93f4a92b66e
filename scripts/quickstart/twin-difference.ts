import type { WindowShape } from '@millrace/pipeline-core/api';
import type { ScoredRow } from './score-rows';

/**
 * Largest difference between batch predictions and HTTP answers of the same rows, matched by `__row`: over all class
 * probabilities, or over the predicted numbers. A different class, or a row that is missing on one side, is infinite.
 */
export function largestDifference(o: { scored: readonly ScoredRow[]; rows: WindowShape; batch: WindowShape }): number {
  const batchRows = new Map(o.batch.rowNumbers.map((row, index) => [row, o.batch.rows[index] ?? []]));
  let largest = o.scored.length === 0 ? Number.POSITIVE_INFINITY : 0;
  for (const [index, answer] of o.scored.entries()) {
    const cells = batchRows.get(o.rows.rowNumbers[index] ?? -1);
    largest = Math.max(largest, cells === undefined ? Number.POSITIVE_INFINITY : differenceOf(answer, cells, o.batch));
  }
  return largest;
}

function differenceOf(answer: ScoredRow, cells: WindowShape['rows'][number], batch: WindowShape): number {
  const predicted = cells[place(batch, 'prediction')];
  const classes = Object.entries(answer.probabilities);
  if (classes.length === 0) return Math.abs(Number(answer.prediction) - Number(predicted));
  if (String(answer.prediction) !== String(predicted)) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...classes.map(([name, share]) => Math.abs(share - Number(cells[place(batch, `probability_${name}`)]))),
  );
}

function place(window: WindowShape, name: string): number {
  const index = window.columns.findIndex((column) => column.name === name);
  if (index < 0)
    throw new Error(
      `The table has no column ${name}; it has ${window.columns.map((column) => column.name).join(', ')}.`,
    );
  return index;
}
