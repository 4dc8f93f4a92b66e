import { isNullCell } from '@millrace/pipeline-core/expression';
import { planToRowFunction, tableMetaSchema } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { DuckSession } from '../../data/duckdb';
import { parquetRelation, quoteName } from '../../data/sql-text';
import type { StepResult } from './run-steps';

/**
 * Cells of a step's table that its plan, as a function of one request, answers otherwise; compared bit for bit. `rows`
 * are the requests in the order of the row numbers, `part` limits what is compared.
 */
export async function twinDifferences(
  session: DuckSession,
  result: StepResult,
  { requests, part }: { requests: readonly JsonObject[]; part?: string },
): Promise<{ compared: number; different: number }> {
  const { columns, plan, split } = tableMetaSchema.parse(result.outputs['table.meta']?.inline);
  const made = columns.filter(({ role, type }) => role === 'feature' && type !== 'text');
  const names = made.map(({ name }) => name);
  const { runRequest } = planToRowFunction(plan, names);
  const cells = made.map(({ name, type }) =>
    type === 'integer' ? `CAST(${quoteName(name)} AS DOUBLE) AS ${quoteName(name)}` : quoteName(name),
  );
  const mark = split === undefined ? '' : ', __part';
  const found = await session.query(
    `SELECT ${cells.join(', ')}${mark} FROM ${parquetRelation(result.outputs.table?.path ?? '')} ORDER BY __row`,
  );
  let compared = 0;
  let different = 0;
  for (const [at, row] of found.entries()) {
    if (part !== undefined && row.__part !== part) continue;
    runRequest(requests[at] ?? {}).forEach((cell, column) => {
      compared += 1;
      const answered = cell instanceof Float64Array ? [...cell] : cell;
      const stored = row[names[column] ?? ''] ?? null;
      const same = isNullCell(cell) ? stored === null : JSON.stringify(answered) === JSON.stringify(stored);
      if (!same) different += 1;
    });
  }
  return { compared, different };
}
