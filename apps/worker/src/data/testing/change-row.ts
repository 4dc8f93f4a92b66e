// A program of the data proof: copies a stored table with one number of one row changed. One JSON line in, one out.
import { dirname } from 'node:path';
import { z } from 'zod';
import { answerLines } from '../../testing/answer-lines';
import { openDuckSession } from '../duckdb';
import { describeTable } from '../plain-table';
import { quoteName, quoteText } from '../sql-text';

const requestSchema = z.object({ from: z.string(), to: z.string() });

async function changeRow({ from, to }: z.output<typeof requestSchema>): Promise<{ column: string }> {
  const session = openDuckSession({
    folder: dirname(to),
    memoryMegabytes: 512,
    threads: 1,
    readOnlyFolders: [dirname(from)],
  });
  try {
    const { columns, relation } = await describeTable(session, from);
    const column = columns.find(({ type }) => type === 'number' || type === 'integer')?.name;
    if (column === undefined) throw new Error('the table has no number to change');
    const name = quoteName(column);
    const changed = `CASE WHEN __row = (SELECT min(__row) FROM ${relation} WHERE ${name} IS NOT NULL) THEN ${name} + 1 ELSE ${name} END`;
    await session.run(
      `COPY (SELECT * REPLACE (${changed} AS ${name}) FROM ${relation}) TO ${quoteText(to)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    return { column };
  } finally {
    session.close();
  }
}

await answerLines(requestSchema, changeRow);
