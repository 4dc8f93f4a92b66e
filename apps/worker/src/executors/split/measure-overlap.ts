import type { StoredColumn } from '@millrace/pipeline-core/features';
import { reservedColumns, type TableSchema } from '@millrace/pipeline-core/schema';
import type { PartOverlap, SplitReceipt } from '@millrace/pipeline-core/split';
import { splitColumn } from '@millrace/pipeline-core/steps';
import { quoteName } from '../../data/sql-text';
import type { ExecutorJob } from '../executor';

type MarkedRows = { relation: string; columns: readonly StoredColumn[]; schema: TableSchema };

const part = quoteName(reservedColumns.part);

/** What train shares with the parts held out: groups, moments, equal rows. Counted in the table as it was written. */
export async function measureOverlap(
  job: Pick<ExecutorJob<{ group: string; time: string }>, 'session' | 'params'>,
  rows: MarkedRows,
  { counts }: SplitReceipt,
): Promise<PartOverlap> {
  const heldOut = counts.validation + counts.test;
  if (heldOut === 0 || counts.train === 0) return {};
  const { params } = job;
  const group = splitColumn(rows.schema, params.group, 'group')?.name;
  const time = splitColumn(rows.schema, params.time, 'time')?.name;
  return {
    groups: group === undefined ? undefined : { column: group, count: await sharedGroups(job, rows, group) },
    times: time === undefined ? undefined : { column: time, rows: await earlyRows(job, rows, time), heldOut },
    duplicates: { rows: await equalRows(job, rows), heldOut },
  };
}

type Job = Pick<ExecutorJob<unknown>, 'session'>;

async function sharedGroups({ session }: Job, { relation }: MarkedRows, column: string): Promise<number> {
  const name = quoteName(column);
  const { n } = await session.numbers(
    `SELECT count(*) AS n FROM (SELECT ${name} FROM ${relation} WHERE ${name} IS NOT NULL GROUP BY ${name}
       HAVING bool_or(${part} = 'train') AND bool_or(${part} <> 'train'))`,
  );
  return n ?? 0;
}

async function earlyRows({ session }: Job, { relation }: MarkedRows, column: string): Promise<number> {
  const name = quoteName(column);
  const { n } = await session.numbers(
    `SELECT count(*) AS n FROM ${relation} WHERE ${part} <> 'train'
       AND ${name} <= (SELECT max(${name}) FROM ${relation} WHERE ${part} = 'train')`,
  );
  return n ?? 0;
}

/** Cells of features and target; an id or a time differs in rows that are the same to a model. */
async function equalRows({ session }: Job, { relation, columns }: MarkedRows): Promise<number> {
  const compared = columns.filter(({ role }) => role === 'feature' || role === 'target');
  if (compared.length === 0) return 0;
  const cells = compared.map(({ name }) => quoteName(name)).join(', ');
  const { n } = await session.numbers(
    `WITH h AS (SELECT hash(${cells}) AS h, ${part} = 'train' AS learned FROM ${relation})
     SELECT count(*) AS n FROM h WHERE NOT learned AND h IN (SELECT h FROM h WHERE learned)`,
  );
  return n ?? 0;
}
