import { blocksOf, columnsAtOnce } from './blocks-of';
import type { DuckSession } from './duckdb';
import { quoteNames } from './sql-text';

/** Cells that fit there without a thought; a table with more rows asks its file, which then costs less than the rows. */
const mostCells = 20_000_000;

/**
 * Columns of a relation for one question each, a few at a time: every question to a Parquet file of 1,000 columns reads
 * its whole table of contents again, so those of a wide table are loaded block by block. Rows keep their order. `relation`
 * is good until the next block is asked for.
 */
export async function* columnBlocks<C extends { name: string }>(
  session: DuckSession,
  options: { relation: string; rows: number; columns: readonly C[] },
): AsyncGenerator<{ relation: string; columns: readonly C[] }> {
  const { relation, rows, columns } = options;
  if (columns.length <= columnsAtOnce || rows * columnsAtOnce > mostCells) {
    yield { relation, columns };
    return;
  }
  try {
    for (const block of blocksOf(columns)) {
      const names = quoteNames(block.map(({ name }) => name));
      await session.run(`CREATE OR REPLACE TEMP TABLE column_block AS SELECT ${names} FROM ${relation}`);
      yield { relation: 'column_block', columns: block };
    }
  } finally {
    await session.run('DROP TABLE IF EXISTS column_block');
  }
}
