/** Sizes of batches as they are counted: alone, a few, or many rows in one message. */
export type BatchSize = '1' | '2-8' | '9-64';

export function batchSize(rows: number): BatchSize {
  if (rows <= 1) return '1';
  return rows <= 8 ? '2-8' : '9-64';
}
