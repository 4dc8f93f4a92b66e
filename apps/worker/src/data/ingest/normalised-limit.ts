import { refuseFile } from './refuse-file';

const mebibyte = 2 ** 20;
/** Every table may take this much as text. */
const freeBytes = 256 * mebibyte;
/** A larger one this many times its file; a workbook is packed, so its cells take more. */
const ratios = { text: 20, workbook: 100 };
const largestBytes = 32 * 2 ** 30;

/**
 * Bytes that the cells of a file of this size may take as rows and columns. Real tables stay far below; rows that each
 * have a column of their own do not, for every row has a place for all columns.
 */
export function normalisedLimit(bytes: number, kind: keyof typeof ratios): number {
  return Math.min(largestBytes, Math.max(freeBytes, bytes * ratios[kind]));
}

export function tableTooLarge(name: string, facts: { rows: number; columns: number; limit: number }) {
  const { rows, columns, limit } = facts;
  return refuseFile({
    code: 'table-too-large',
    name,
    seen: `a table that is nearly empty: after ${rows.toLocaleString('en')} rows it has ${columns.toLocaleString('en')} columns and takes more than ${Math.round(limit / mebibyte).toLocaleString('en')} MB`,
    expected: 'rows that share most of their columns',
    next: 'Write the names that differ from row to row as values of one column, or upload the table as Parquet.',
  });
}
