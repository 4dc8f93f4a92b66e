import type { StoredColumn } from '@millrace/pipeline-core/features';
import { reservedColumns } from '@millrace/pipeline-core/schema';
import { type Catalog, type JoinColumn, type JoinParams, joinColumns, joinKeys } from '@millrace/pipeline-core/steps';
import { quoteName, sqlTypeOf } from '../../data/sql-text';
import { findColumn, reservedIn, schemaOf } from '../../data/table-view';
import type { ExecutorFor, TableView } from '../executor';
import { requireSettings } from '../require-settings';
import { requireTable } from '../require-table';
import { reportRepeats } from './join-repeats';
import { joinSql } from './join-sql';
import { writeOrigin } from './write-origin';
import { writeCutTable } from './write-result';

/**
 * Joins into a table of the session first, so that the result and the origin of its rows come from the same pairs, then
 * writes both.
 */
export const joinTablesExecutor: ExecutorFor<Catalog['join-tables']> = {
  kind: 'run',
  async run(job) {
    const { params } = job;
    const [left, right] = [requireTable(job, 'left'), requireTable(job, 'right')];
    const keys = joinKeys(params, schemaOf(left.meta), schemaOf(right.meta));
    requireSettings(job);
    const columns = joinColumns(params, { left: schemaOf(left.meta), right: schemaOf(right.meta), keys });
    const marks = reservedIn(left.meta).filter((name) => name !== reservedColumns.row);
    const cells = columns.map((column, at) => `${cellSql(params, column)} AS c${at}`);
    const pairs = ['l.__row AS __left', `${bringsRight(params) ? 'r.__row' : 'NULL::BIGINT'} AS __right`];
    await reportRepeats(job, { left, right, keys });
    await job.session.run(
      `CREATE TEMP TABLE joined AS SELECT row_number() OVER () - 1 AS __row, * FROM (
        SELECT ${[...pairs, ...marks.map((name) => `l.${quoteName(name)}`), ...cells].join(', ')} FROM ${joinSql(params, { left, right, keys })})`,
    );
    const stored = columns.map((column) => storedOf(column, column.side === 'left' ? left : right));
    const names = stored.map(({ name }, at) => `c${at} AS ${quoteName(name)}`);
    const result = await writeCutTable(job, {
      query: `SELECT ${['__row', ...marks.map(quoteName), ...names].join(', ')} FROM joined ORDER BY __row`,
      columns: stored,
      from: [left, right],
      split: left.meta.split,
    });
    const side = (port: string) =>
      `SELECT __row AS row, '${port}' AS port, __${port} AS source FROM joined WHERE __${port} IS NOT NULL`;
    const origin = await writeOrigin(job, `${side('left')} UNION ALL ${side('right')}`);
    job.log('info', `${left.rows} left and ${right.rows} right rows make ${result.rows} rows.`);
    return { outputs: [...result.outputs, origin] };
  },
};

function bringsRight({ how }: JoinParams): boolean {
  return how !== 'semi' && how !== 'anti';
}

function cellSql({ how }: JoinParams, { side, source, or, column }: JoinColumn): string {
  const cell = `${side === 'left' ? 'l' : 'r'}.${quoteName(source)}`;
  return how === 'full' && or !== undefined
    ? `CAST(coalesce(${cell}, r.${quoteName(or)}) AS ${sqlTypeOf(column)})`
    : cell;
}

/** The type as stored; a key that a full join takes from both sides may have to be the wider of the two. */
function storedOf({ source, column, or }: JoinColumn, table: TableView): StoredColumn {
  const stored = findColumn(table.meta, source);
  return { ...column, sqlType: or === undefined ? (stored?.sqlType ?? sqlTypeOf(column)) : sqlTypeOf(column) };
}
