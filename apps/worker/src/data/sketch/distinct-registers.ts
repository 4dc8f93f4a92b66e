import type { StoredColumn } from '@millrace/pipeline-core/features';
import { distinctOf, encodeRegisters, registerCount } from '@millrace/pipeline-core/sketch';
import type { DuckSession } from '../duckdb';
import { valueSql } from '../profile/column-sql';

/** Bits of a hash behind those that choose the register: as many as a double holds exactly. */
const rankBits = 53;

/** HyperLogLog registers of a column: the longest run of leading zeros among the hashes that fall into each. */
export async function distinctRegisters(
  { session, relation }: { session: DuckSession; relation: string },
  column: StoredColumn,
): Promise<{ registers: string; distinct: number }> {
  const ranks = new Uint8Array(registerCount);
  const rank = `CASE WHEN w = 0 THEN ${rankBits + 1} ELSE greatest(1, ${rankBits} - floor(log2(CAST(w AS DOUBLE)))) END`;
  const rows = await session.query(
    `SELECT register, max(${rank}) AS rank FROM (
       SELECT h % ${registerCount} AS register, h // ${registerCount} AS w
       FROM (SELECT hash(x) AS h FROM (SELECT ${valueSql(column)} AS x FROM ${relation}) WHERE x IS NOT NULL))
     GROUP BY register`,
  );
  for (const row of rows) ranks[Number(row.register)] = Number(row.rank);
  const registers = encodeRegisters(ranks);
  return { registers, distinct: distinctOf(registers) };
}
