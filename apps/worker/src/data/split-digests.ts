import { createHash } from 'node:crypto';
import { parts, reservedColumns } from '@millrace/pipeline-core/schema';
import { z } from 'zod';
import type { DuckSession } from './duckdb';
import { quoteName } from './sql-text';

const row = quoteName(reservedColumns.row);
const part = quoteName(reservedColumns.part);

/** Row numbers whose digest is made at once: so much text is in memory, however long the table is. */
const rowsAtOnce = 65_536;

export type SplitDigests = { assignment: string; counts: { train: number; validation: number; test: number } };

/** What a split table says now: a digest over (row number, part) of every row, by row number, and rows per part. */
export async function splitDigests(session: DuckSession, relation: string): Promise<SplitDigests> {
  const assignment = await digestOf(session, { relation, cell: `${row} || ':' || ${part}`, where: '' });
  const counted = parts.map((name) => `count(*) FILTER (${part} = '${name}') AS ${name}`).join(', ');
  const counts = await session.numbers(`SELECT ${counted} FROM ${relation}`);
  return { assignment, counts: countsSchema.parse(counts) };
}

const countsSchema = z.object({ train: z.number(), validation: z.number(), test: z.number() });

/**
 * Digest of the test rows alone, by the batches they came from and their row numbers there: it stays the same when only
 * the preparation changes. A table that is from no batch stands for itself.
 */
export async function testSetDigest(
  session: DuckSession,
  o: { relation: string; batches: readonly string[]; table: string },
): Promise<string> {
  const rows = await digestOf(session, { relation: o.relation, cell: `${row} || ''`, where: `WHERE ${part} = 'test'` });
  const origin = o.batches.length === 0 ? [o.table] : [...o.batches].sort();
  return createHash('sha256')
    .update(`${origin.join(',')}\n${rows}`)
    .digest('hex');
}

async function digestOf(session: DuckSession, o: { relation: string; cell: string; where: string }): Promise<string> {
  const hash = createHash('sha256');
  const block = `${row} // ${rowsAtOnce}`;
  const sql = `SELECT sha256(string_agg(${o.cell}, ',' ORDER BY ${row})) AS d FROM ${o.relation} ${o.where}
    GROUP BY ${block} ORDER BY ${block}`;
  for await (const chunk of session.stream(sql))
    for (const digest of chunk.getColumnValues(0)) hash.update(String(digest));
  return hash.digest('hex');
}
