import { type JoinKey, type JoinParams, timeUnits } from '@millrace/pipeline-core/steps';
import { quoteName } from '../../data/sql-text';
import { findColumn } from '../../data/table-view';
import type { TableView } from '../executor';
import { fileOrder, numbered } from './sort-sql';

type Tables = { left: TableView; right: TableView; keys: readonly JoinKey[] };

/** What stands behind FROM: both tables as `l` and `r`, in the order of the left rows, then of the right ones. */
export function joinSql(params: JoinParams, tables: Tables): string {
  const left = `${numbered(tables.left)} l`;
  const right = `${numbered(tables.right)} r`;
  const [leftAt, rightAt] = [`l.${fileOrder(tables.left)}`, `r.${fileOrder(tables.right)}`];
  const on = tables.keys.map(equal).join(' AND ');
  switch (params.how) {
    case 'semi':
      return `${left} WHERE EXISTS (SELECT 1 FROM ${right} WHERE ${on}) ORDER BY ${leftAt}`;
    case 'anti':
      return `${left} WHERE NOT EXISTS (SELECT 1 FROM ${right} WHERE ${on}) ORDER BY ${leftAt}`;
    case 'asof':
      return asOfSql(params, tables);
    case 'inner':
    case 'left':
    case 'full': {
      const how = { inner: 'JOIN', left: 'LEFT JOIN', full: 'FULL JOIN' }[params.how];
      return `${left} ${how} ${right} ON ${on} ORDER BY ${leftAt} NULLS LAST, ${rightAt}`;
    }
  }
}

/**
 * 1. Of right rows with equal keys and time the last in the table counts.
 * 2. Each left row takes the latest right row at or before its time.
 * 3. Where that is older than the tolerance, it counts as no match.
 */
function asOfSql(params: JoinParams, { left, right, keys }: Tables): string {
  const [mine, theirs] = [quoteName(params.leftTime), quoteName(params.rightTime)];
  const isTime = ['date', 'timestamp'].includes(findColumn(left.meta, params.leftTime)?.type ?? '');
  const at = (cell: string) => (isTime ? `CAST(${cell} AS TIMESTAMP)` : cell);
  const leftAt = `l.${fileOrder(left)}`;
  const groups = [...keys.map((key) => quoteName(key.right)), theirs].join(', ');
  const latest = `(SELECT * FROM ${numbered(right)} WHERE ${theirs} IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY ${groups} ORDER BY ${fileOrder(right)} DESC) = 1)`;
  const on = [...keys.map(equal), `${at(`l.${mine}`)} >= ${at(`r.${theirs}`)}`].join(' AND ');
  const pairs = `SELECT ${leftAt} AS place, r.__row AS found
    FROM ${numbered(left)} l ASOF JOIN ${latest} r ON ${on}${tooOld(params, { isTime, mine: at(`l.${mine}`), theirs: at(`r.${theirs}`) })}`;
  return `${numbered(left)} l LEFT JOIN (${pairs}) p ON p.place = ${leftAt}
    LEFT JOIN ${right.relation} r ON r.__row = p.found ORDER BY ${leftAt}`;
}

function tooOld(params: JoinParams, sql: { isTime: boolean; mine: string; theirs: string }): string {
  if (params.tolerance === null) return '';
  if (!sql.isTime) return ` WHERE ${sql.mine} - ${sql.theirs} <= ${params.tolerance}`;
  const micros = params.tolerance * timeUnits[params.unit] * 1e6;
  return ` WHERE epoch_us(${sql.mine}) - epoch_us(${sql.theirs}) <= ${micros}`;
}

function equal(key: JoinKey): string {
  return `l.${quoteName(key.left)} = r.${quoteName(key.right)}`;
}
