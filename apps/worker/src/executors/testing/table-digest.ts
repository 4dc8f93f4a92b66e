import { parquetRelation } from '../../data/sql-text';

/**
 * What two tables must agree in: their rows, whole and whatever their order, and the sum of the sizes of each column, which
 * tells where they differ. Numbers may differ in their last digits, as sums do that threads share: two decimals count.
 * @param ask answers a query of one row
 */
export async function tableDigest(
  ask: (sql: string) => Promise<Record<string, unknown>>,
  path: string,
): Promise<string> {
  const from = parquetRelation(path);
  const cell = 'COLUMNS(* EXCLUDE (__row))::DOUBLE';
  // A cell that stands in the row of another changes the hash of both rows, though no sum.
  const { hash } = await ask(
    `SELECT CAST(bit_xor(hash(t)) AS VARCHAR) AS hash FROM (SELECT __row, round(${cell}, 2) FROM ${from}) t`,
  );
  const found = await ask(`SELECT count(*) AS rows, sum(abs(${cell})) FROM ${from}`);
  const sums = Object.entries(found).map(([name, value]) => [name, Number(Number(value).toPrecision(9))]);
  return JSON.stringify([...sums, ['cells by row', String(hash)]]);
}
