import type { DuckSession } from '../../duckdb';
import { parquetRelation, quoteName } from '../../sql-text';
import type { LandedFile } from './common-shape';

/** Of these columns those with a whole number that changes when it becomes a number with decimals: beyond 2^53. */
export async function tooLongForDecimals(
  session: DuckSession,
  { files, columns }: { files: readonly LandedFile[]; columns: readonly string[] },
): Promise<Set<string>> {
  const long = new Set<string>();
  for (const { table, meta } of files) {
    const whole = meta.columns.filter(
      ({ name, type }) => type === 'integer' && columns.includes(name) && !long.has(name),
    );
    if (whole.length === 0) continue;
    const counts = whole.map(({ name }, at) => {
      const cell = quoteName(name);
      return `count(*) FILTER (TRY_CAST(CAST(${cell} AS DOUBLE) AS BIGINT) IS DISTINCT FROM ${cell}) AS c${at}`;
    });
    const found = await session.numbers(`SELECT ${counts.join(', ')} FROM ${parquetRelation(table)}`);
    whole.forEach(({ name }, at) => {
      if ((found[`c${at}`] ?? 0) > 0) long.add(name);
    });
  }
  return long;
}
