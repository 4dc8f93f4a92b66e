import type { Column, TableSchema } from '../../schema/table-schema';
import { isReserved, uniqueName } from '../columns';
import type { ColumnSource } from '../define-step';
import type { JoinParams } from './join-params';

export type JoinKey = { left: string; right: string };

/** A column that comes out: from the left, from the right, or the key that a full join takes from either. */
export type JoinColumn = { side: 'left' | 'right'; source: string; or?: string; column: Column };

/** The key pairs that are set; when none is, the columns both tables have as ids, else the only common column. */
export function joinKeys(params: Pick<JoinParams, 'keys'>, left: TableSchema, right: TableSchema): JoinKey[] {
  const set = params.keys.filter((key) => key.left !== '' && key.right !== '');
  if (set.length > 0 || params.keys.length > 0) return set;
  const common = left.columns.filter(
    ({ name }) => !isReserved(name) && right.columns.some((column) => column.name === name),
  );
  const ids = common.filter(
    ({ name, role }) => role === 'id' || right.columns.find((column) => column.name === name)?.role === 'id',
  );
  const chosen = ids.length > 0 ? ids : common.length === 1 ? common : [];
  return chosen.map(({ name }) => ({ left: name, right: name }));
}

/**
 * Columns of a join: those of the left table, then those of the right without its keys, which say the same. A name that
 * is there already gets the ending. A second target is ignored: a model has one.
 */
export function joinColumns(
  params: Pick<JoinParams, 'how' | 'suffix'>,
  tables: { left: TableSchema; right: TableSchema; keys: readonly JoinKey[] },
): JoinColumn[] {
  const { left, right, keys } = tables;
  const own = left.columns.filter(({ name }) => !isReserved(name));
  const fromLeft = own.map((column): JoinColumn => {
    const key = params.how === 'full' ? keys.find((pair) => pair.left === column.name) : undefined;
    const other = right.columns.find(({ name }) => name === key?.right);
    if (other === undefined) return { side: 'left', source: column.name, column: bare(column) };
    return { side: 'left', source: column.name, or: other.name, column: wider(bare(column), other) };
  });
  if (params.how === 'semi' || params.how === 'anti') return fromLeft;
  const taken = new Set(own.map(({ name }) => name.toLowerCase()));
  const hasTarget = own.some(({ role }) => role === 'target');
  const added = right.columns
    .filter(({ name }) => !isReserved(name) && !keys.some((pair) => pair.right === name))
    .map((column): JoinColumn => {
      const name = taken.has(column.name.toLowerCase()) ? `${column.name}${params.suffix}` : column.name;
      const role = column.role === 'target' && hasTarget ? 'ignore' : column.role;
      return { side: 'right', source: column.name, column: { ...bare(column), name: uniqueName(name, taken), role } };
    });
  return [...fromLeft, ...added];
}

/** Where the columns of a join come from: an as-of join takes right rows that were known before. */
export function joinSources(
  params: JoinParams,
  inputs: Readonly<Record<string, readonly TableSchema[]>>,
): ColumnSource[] {
  const [left, right] = [inputs.left?.[0], inputs.right?.[0]];
  if (left === undefined) return [];
  if (right === undefined)
    return left.columns.map(({ name }) => ({ column: name, from: [{ port: 'left', column: name }], looks: 'row' }));
  const keys = joinKeys(params, left, right);
  return joinColumns(params, { left, right, keys }).map(({ side, source, or, column }) => ({
    column: column.name,
    from: [{ port: side, column: source }, ...(or === undefined ? [] : [{ port: 'right', column: or }])],
    looks: side === 'right' && params.how === 'asof' ? 'before' : 'row',
  }));
}

/** A key that comes from either side has the type that holds the values of both. */
function wider(column: Column, other: Column): Column {
  const { float32, ...rest } = column;
  if (column.type === 'number' || other.type === 'number') {
    const short = float32 === true && other.float32 === true;
    return { ...rest, type: 'number', ...(short ? { float32 } : {}) };
  }
  return column.type === 'date' && other.type === 'timestamp' ? { ...column, type: 'timestamp' } : column;
}

/** A column without what was measured on other rows. */
function bare({ missing: _missing, distinct: _distinct, ...column }: Column): Column {
  return column;
}
