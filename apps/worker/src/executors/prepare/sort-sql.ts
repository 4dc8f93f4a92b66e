import type { SortKey } from '@millrace/pipeline-core/steps';
import { quoteName } from '../../data/sql-text';

/** Place of a row in its file, from 1: the order of a table that `__row` need not have. */
export const fileOrder = '__at';

/** A relation with the place of every row in it. */
export function numbered(relation: string): string {
  return `(SELECT *, row_number() OVER () AS ${fileOrder} FROM ${relation})`;
}

/** Terms of an ORDER BY: missing cells last, rows that tie in the order of the table. */
export function orderTerms(keys: readonly SortKey[]): string {
  const terms = keys.map(
    ({ column, direction }) => `${quoteName(column)} ${direction === 'descending' ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  return [...terms, fileOrder].join(', ');
}

/** The same order from its end. */
export function reverseTerms(keys: readonly SortKey[]): string {
  const terms = keys.map(
    ({ column, direction }) => `${quoteName(column)} ${direction === 'descending' ? 'ASC' : 'DESC'} NULLS FIRST`,
  );
  return [...terms, `${fileOrder} DESC`].join(', ');
}
