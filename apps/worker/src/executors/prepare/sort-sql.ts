import { type SortKey, uniqueName } from '@millrace/pipeline-core/steps';
import { quoteName } from '../../data/sql-text';
import type { TableView } from '../executor';

/** A name for a helper column of a query, quoted: one that no column of these tables has. */
export function helperName(base: string, ...tables: readonly TableView[]): string {
  const taken = new Set(tables.flatMap(({ meta }) => meta.columns.map(({ name }) => name.toLowerCase())));
  return quoteName(uniqueName(base, taken));
}

/** The column of `numbered` with the place of a row in its file, from 1: the order of a table that `__row` need not have. */
export function fileOrder(table: TableView): string {
  return helperName('__at', table);
}

/** The relation of a table with the place of every row in it. */
export function numbered(table: TableView): string {
  return `(SELECT *, row_number() OVER () AS ${fileOrder(table)} FROM ${table.relation})`;
}

/** Terms of an ORDER BY: missing cells last, rows that tie in the order of the table. */
export function orderTerms(table: TableView, keys: readonly SortKey[]): string {
  const terms = keys.map(
    ({ column, direction }) => `${quoteName(column)} ${direction === 'descending' ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  return [...terms, fileOrder(table)].join(', ');
}

/** The same order from its end. */
export function reverseTerms(table: TableView, keys: readonly SortKey[]): string {
  const terms = keys.map(
    ({ column, direction }) => `${quoteName(column)} ${direction === 'descending' ? 'ASC' : 'DESC'} NULLS FIRST`,
  );
  return [...terms, `${fileOrder(table)} DESC`].join(', ');
}
