import type { StoredColumn } from '@millrace/pipeline-core/features';
import { quoteName } from '../../data/sql-text';
import { requireFit } from '../require-fit';
import { numberSql, type SelectJob } from './judged';

/**
 * Numbers that correlate with a better one by more than the step allows, each with the reason. From the best down: a
 * number is compared with those that stay so far.
 */
export async function findTwins(
  job: SelectJob,
  { columns, best }: { columns: readonly StoredColumn[]; best: readonly string[] },
): Promise<Map<string, string>> {
  const { mostAlike } = job.params;
  const twins = new Map<string, string>();
  if (mostAlike >= 1) return twins;
  const byName = new Map(columns.map((column) => [column.name, column]));
  const numbers = best.flatMap((name) => byName.get(name) ?? []);
  const cells = numbers.map((column, at) => `${numberSql(column)} AS x${at}`);
  if (cells.length === 0) return twins;
  await job.session.run(
    `CREATE OR REPLACE TEMP TABLE alike AS SELECT ${cells.join(', ')} FROM ${requireFit(job).relation}`,
  );
  const kept: number[] = [];
  for (const [at, { name }] of numbers.entries()) {
    const asked = kept.map((other) => `corr(x${at}, x${other}) AS r${other}`);
    const found = asked.length === 0 ? {} : await job.session.numbers(`SELECT ${asked.join(', ')} FROM alike`);
    const twin = kept.find((other) => Math.abs(found[`r${other}`] ?? 0) > mostAlike);
    if (twin === undefined) kept.push(at);
    else {
      const r = Math.abs(found[`r${twin}`] ?? 0).toFixed(3);
      twins.set(name, `Correlates ${r} with ${quoteName(numbers[twin]?.name ?? '')}, which is better`);
    }
  }
  await job.session.run('DROP TABLE alike');
  return twins;
}
