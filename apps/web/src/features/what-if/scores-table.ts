import type { BrowserRow } from '@millrace/pipeline-core/scoring';
import type { CellValue } from '../../lib/delimited-text';

/** A table and the answers to its rows, in its order; `ignored` are columns that the model does not read. */
export type Scored = {
  header: readonly string[];
  records: readonly (readonly string[])[];
  ignored: readonly string[];
  answers: readonly BrowserRow[];
};

/**
 * Scores as a table: the columns as they came, then `prediction`, `probability_<class>` for each class, what else an answer
 * has, and `error` where a row has none. Names as in the scores of a batch.
 */
export function scoresTable(o: Omit<Scored, 'ignored'>): CellValue[][] {
  const cells = o.answers.map(cellsOf);
  const names = [...new Set(cells.flatMap((row) => [...row.keys()]))];
  // A refused row first would put its error before what the others have.
  const ordered = [...names.filter((name) => name !== 'error'), ...names.filter((name) => name === 'error')];
  return [
    [...o.header, ...ordered],
    ...o.records.map((record, at) => [...record, ...ordered.map((name) => cells[at]?.get(name) ?? null)]),
  ];
}

/** The cells of an answer by the names of their columns. */
export function cellsOf(answer: BrowserRow): Map<string, CellValue> {
  if (!answer.ok) return new Map([['error', answer.message]]);
  return new Map(
    Object.entries(answer.output).flatMap(([name, value]): [string, CellValue][] => {
      if (name === 'probabilities' && value !== null && typeof value === 'object')
        return Object.entries(value).map(([className, share]) => [`probability_${className}`, plain(share)]);
      return [[name, plain(value)]];
    }),
  );
}

function plain(value: unknown): CellValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return JSON.stringify(value) ?? null;
}
