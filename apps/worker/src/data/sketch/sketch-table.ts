import type { StoredColumn } from '@millrace/pipeline-core/features';
import { type ColumnSketch, digestSlices, type TableSketch, tableSketchSchema } from '@millrace/pipeline-core/sketch';
import { blocksOf } from '../blocks-of';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { columnBlock, columnsHeld, columnView, isScale, valueSql } from '../profile/column-sql';
import { distinctRegisters } from './distinct-registers';
import { topList } from './top-list';

/** Columns per aggregate: thousands in one are slow to plan, and each whose different values are counted takes 20 MB. */
const askedAtOnce = { counted: 10, estimated: 40 };
/** Tables up to this many rows answer quantiles and different values exactly. */
const exactRows = 100_000;

type Row = Record<string, number | null>;

/**
 * Summarises a table so that it can be merged and compared without its rows. Moments, extremes and missing are of all
 * rows and exact. Quantiles are exact up to 100,000 rows and DuckDB's own digest above. Frequent values are counted
 * unless nearly every row has another one.
 */
export async function sketchTable(session: DuckSession, table: PlainTable): Promise<TableSketch> {
  const hasher = await session.query("SELECT CAST(hash('millrace') AS VARCHAR) AS hasher");
  const columns: ColumnSketch[] = [];
  const held = columnsHeld({ columns: table.columns.length, rows: table.rows });
  for (const block of blocksOf(table.columns, held)) {
    const relation =
      table.rows <= exactRows ? await columnBlock(session, table.relation, block) : columnView(table.relation, block);
    const some = table.rows <= exactRows ? askedAtOnce.counted : askedAtOnce.estimated;
    for (const asked of blocksOf(block, some)) {
      const items = asked.flatMap((column, at) => moments(column, at, table.rows));
      const facts = await session.numbers(`SELECT ${items.join(', ')} FROM ${relation}`);
      for (const [at, column] of asked.entries())
        columns.push(await sketchColumn({ session, relation, rows: table.rows }, column, { facts, at }));
    }
  }
  return tableSketchSchema.parse({ v: 1, rows: table.rows, hasher: String(hasher[0]?.hasher), columns });
}

function moments(column: StoredColumn, at: number, rows: number): string[] {
  const x = valueSql(column);
  const counts = [
    `count(${x}) AS present_${at}`,
    ...(rows <= exactRows ? [`count(DISTINCT ${x}) AS counted_${at}`] : []),
  ];
  if (!isScale(column)) return counts;
  return [
    ...counts,
    `min(${x}) AS min_${at}`,
    `max(${x}) AS max_${at}`,
    `avg(${x}) AS mean_${at}`,
    `var_pop(${x}) AS variance_${at}`,
  ];
}

type Context = { session: DuckSession; relation: string; rows: number };

async function sketchColumn(
  context: Context,
  column: StoredColumn,
  { facts, at }: { facts: Row; at: number },
): Promise<ColumnSketch> {
  const present = facts[`present_${at}`] ?? 0;
  const counted = facts[`counted_${at}`];
  const mean = facts[`mean_${at}`] ?? null;
  const variance = facts[`variance_${at}`] ?? null;
  const { registers, distinct } = await distinctRegisters(context, column);
  const listed = column.type === 'bytes' || column.type === 'vector' || column.type === 'sparse';
  return {
    name: column.name,
    type: column.type,
    present,
    missing: context.rows - present,
    min: facts[`min_${at}`] ?? null,
    max: facts[`max_${at}`] ?? null,
    mean,
    m2: variance === null ? null : variance * present,
    quantiles: isScale(column) && present > 0 ? await quantiles(context, column, present) : null,
    distinct: registers,
    ...(typeof counted === 'number' ? { counted } : {}),
    top: listed ? null : await topList(context, column, { present, distinct }),
  };
}

async function quantiles(context: Context, column: StoredColumn, present: number): Promise<ColumnSketch['quantiles']> {
  const slices = digestSlices();
  const shares = `[${slices.map(({ at }) => at).join(', ')}]`;
  const name = context.rows <= exactRows ? 'quantile_disc' : 'approx_quantile';
  const [row] = await context.session.query(
    `SELECT ${name}(x, ${shares}) AS q FROM (SELECT ${valueSql(column)} AS x FROM ${context.relation}) WHERE x IS NOT NULL`,
  );
  const means = Array.isArray(row?.q) ? row.q.map(Number) : [];
  // An estimate may step back by a hair.
  for (let at = 1; at < means.length; at += 1) means[at] = Math.max(means[at] ?? 0, means[at - 1] ?? 0);
  return { means, weights: slices.map(({ width }) => width * present) };
}
