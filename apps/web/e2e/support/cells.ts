import { readFileSync } from 'node:fs';
import type { APIRequestContext } from '@playwright/test';
import { query } from './api';

/** Cells as texts by row and column; "empty" where there is nothing, as the clean table of hospital-dirty writes it. */
export type Cells = Map<string, string>;

const keyOf = (row: number | string, column: string) => `${row} ${column}`;

type TableWindow = { columns: { name: string }[]; rowNumbers: number[]; rows: unknown[][] };

/** The first thousand rows of a stored table. */
export async function cellsOf(request: APIRequestContext, o: { project: string; table: string }): Promise<Cells> {
  const { columns, rowNumbers, rows } = await query<TableWindow>(request, 'artifacts.table', { ...o, limit: 1000 });
  const entries = rows.flatMap((cells, at) =>
    columns.map(({ name }, column): [string, string] => [
      keyOf(rowNumbers[at] ?? -1, name),
      String(cells[column] ?? 'empty'),
    ]),
  );
  return new Map(entries);
}

/** One line for each cell: its row, its column, what it should hold. */
export function readTruth(file: string): Cells {
  const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  return new Map(
    lines.map((line): [string, string] => {
      const [, row = '', column = '', written = ''] = /^(\d+),([^,]+),(.*)$/.exec(line) ?? [];
      const text = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      return [keyOf(row, column), text === '' ? 'empty' : text];
    }),
  );
}

/** How many cells were wrong, how many were changed, and how many of those are right now. */
export function countRepairs(o: { dirty: Cells; repaired: Cells; truth: Cells }) {
  const cells = [...o.truth].map(([key, meant]) => ({ meant, before: o.dirty.get(key), after: o.repaired.get(key) }));
  const changed = cells.filter(({ before, after }) => after !== before);
  return {
    errors: cells.filter(({ before, meant }) => before !== meant).length,
    changed: changed.length,
    right: changed.filter(({ after, meant }) => after === meant).length,
  };
}
