import type { Column, TableSchema } from '../../schema/table-schema';
import { isReserved } from '../columns';
import { withOneTarget } from '../target';

/** A column of the union, and what it is called in each table; null where a table does not have it. */
export type UnionColumn = { column: Column; names: (string | null)[] };

/** A column whose types do not go together, by table. */
export type TypeConflict = { name: string; types: { table: number; type: Column['type'] }[] };

/**
 * Columns of tables one below the other, matched by name without regard to case (the engine does not regard it either),
 * in the order they first appear. Integer and number make number; any other two types are a conflict. What is the target
 * of one table is not learned from in the others.
 */
export function unionColumns(
  tables: readonly TableSchema[],
  keep: 'all' | 'common',
): { columns: UnionColumn[]; conflicts: TypeConflict[] } {
  const names = new Set<string>();
  for (const { columns } of tables) {
    for (const { name } of columns) if (!isReserved(name)) names.add(name.toLowerCase());
  }
  const all = [...names].map((wanted) =>
    tables.map(({ columns }) => columns.find(({ name }) => name.toLowerCase() === wanted) ?? null),
  );
  const kept = all.filter((cells) => keep === 'all' || cells.every((cell) => cell !== null));
  const conflicts = kept.flatMap((cells) => conflictOf(cells));
  const united = kept.flatMap((cells) => merged(cells));
  const columns = withOneTarget(united.map(({ column }) => column));
  return { columns: united.map((one, at) => ({ ...one, column: columns[at] ?? one.column })), conflicts };
}

function merged(cells: readonly (Column | null)[]): UnionColumn[] {
  const there = cells.filter((cell) => cell !== null);
  const [first] = there;
  if (first === undefined) return [];
  const type = there.some((cell) => cell.type === 'number') && first.type === 'integer' ? 'number' : first.type;
  const float32 = there.every((cell) => cell.type === 'number' && cell.float32 === true);
  const role = there.some((cell) => cell.role === 'target') ? 'target' : first.role;
  const column: Column = { name: first.name, type, role, ...(float32 ? { float32 } : {}) };
  return [{ column, names: cells.map((cell) => cell?.name ?? null) }];
}

function conflictOf(cells: readonly (Column | null)[]): TypeConflict[] {
  const types = cells.flatMap((cell, table) => (cell === null ? [] : [{ table, type: cell.type, name: cell.name }]));
  const kinds = new Set(types.map(({ type }) => (type === 'integer' ? 'number' : type)));
  if (kinds.size < 2) return [];
  return [{ name: types[0]?.name ?? '', types: types.map(({ table, type }) => ({ table, type })) }];
}

/** "text in table 1, integer in table 2". */
export function conflictText({ types }: TypeConflict, titles: readonly string[] = []): string {
  return types.map(({ table, type }) => `${type} in ${titles[table] ?? `table ${table + 1}`}`).join(', ');
}
