import type { Column, TableSchema } from '../../schema/table-schema';
import { nameList } from '../columns';
import type { BatchGroup } from '../define-step';
import { conversion } from '../prepare/convert';
import { type TypeConflict, type UnionColumn, unionColumns } from '../prepare/union-columns';
import { batchWords } from './batch-words';

/** What becomes of a column that has several types: the run stops, or its cells are read as text. */
export type Differing = 'stop' | 'text';

export type StackedBatches = {
  /** Columns of the one table, with the name each has in every group: null where it is not there. */
  columns: UnionColumn[];
  /** Columns whose types do not go together and are not read as text. */
  conflicts: TypeConflict[];
  /** Names of columns that are read as text because their types differ. */
  texts: string[];
};

/** Groups batches by what their columns are called and hold, in the order of the first batch of each group. */
export function groupBatches(batches: readonly { number: number; table: TableSchema }[]): BatchGroup[] {
  const groups = new Map<string, { numbers: number[]; table: TableSchema; most: number }>();
  for (const { number, table } of batches) {
    const key = JSON.stringify(table.columns.map(({ name, type, float32 }) => [name, type, float32 === true]));
    const group = groups.get(key);
    const rows = table.rows ?? 0;
    const plain = { ...table, columns: table.columns.map(({ distinct: _distinct, ...column }) => column) };
    if (group === undefined) groups.set(key, { numbers: [number], table: plain, most: rows });
    else {
      group.numbers.push(number);
      group.table = merged(group.table, plain, rows > group.most);
      group.most = Math.max(group.most, rows);
    }
  }
  return [...groups.values()].map(({ numbers, table }) => ({ batches: numbers, table }));
}

function merged(one: TableSchema, other: TableSchema, rolesOfOther: boolean): TableSchema {
  const [rows, more] = [one.rows ?? 0, other.rows ?? 0];
  const columns = one.columns.map((column, at): Column => {
    const { missing: _missing, ...rest } = column;
    const same = other.columns[at] ?? column;
    const missing = shareOf([
      { rows, missing: column.missing },
      { rows: more, missing: same.missing },
    ]);
    return { ...rest, role: rolesOfOther ? same.role : column.role, ...(missing === null ? {} : { missing }) };
  });
  return { ...one, columns, rows: rows + more };
}

/** Share of missing cells over several tables, 0 to 1; null where one of them is not known. */
function shareOf(tables: readonly { rows: number; missing: number | undefined }[]): number | null {
  const all = tables.reduce((sum, { rows }) => sum + rows, 0);
  let cells = 0;
  for (const { rows, missing } of tables) {
    if (missing === undefined) return null;
    cells += rows * missing;
  }
  return all === 0 ? 0 : cells / all;
}

/**
 * Rows of batches one below the other: columns matched by name without regard to case, in the order they first appear;
 * where a batch has no such column its cells are missing. Whole and decimal numbers make numbers, other types that differ
 * are conflicts, or text where `differing` says so and every one of them has a form as text.
 */
export function stackBatches(groups: readonly BatchGroup[], differing: Differing): StackedBatches {
  const { columns, conflicts } = unionColumns(
    groups.map(({ table }) => table),
    'all',
  );
  const readable = conflicts.filter(
    ({ types }) =>
      differing === 'text' && types.every(({ type }) => type === 'text' || conversion(type, 'text') !== null),
  );
  const texts = new Set(readable.map(({ name }) => name));
  return {
    columns: columns.map(({ column, names }) => ({
      names,
      column: withMissing(texts.has(column.name) ? asText(column) : column, { groups, names }),
    })),
    conflicts: conflicts.filter(({ name }) => !texts.has(name)),
    texts: [...texts],
  };
}

function asText({ name, role }: Column): Column {
  return { name, type: 'text', role: role === 'time' || role === 'weight' ? 'feature' : role };
}

function withMissing(
  column: Column,
  { groups, names }: { groups: readonly BatchGroup[]; names: readonly (string | null)[] },
): Column {
  const tables = groups.map(({ table }, at) => {
    const there = table.columns.find(({ name }) => name === names[at]);
    return { rows: table.rows ?? 0, missing: names[at] === null ? 1 : there?.missing };
  });
  const missing = shareOf(tables);
  return missing === null ? column : { ...column, missing };
}

/** "`price` is text in batch 3, number in batches 1 and 2". */
export function typesByBatch({ name, types }: TypeConflict, groups: readonly BatchGroup[]): string {
  const kinds = new Map<string, number[]>();
  for (const { table, type } of types) kinds.set(type, [...(kinds.get(type) ?? []), ...(groups[table]?.batches ?? [])]);
  const parts = [...kinds].map(([type, numbers]) => `${type} in ${batchWords(numbers)}`);
  return `\`${name}\` is ${parts.join(', ')}`;
}

/** In which batches which columns are not, one sentence for each such set of columns; none where all are the same. */
export function gapTexts({ columns }: Pick<StackedBatches, 'columns'>, groups: readonly BatchGroup[]): string[] {
  const gaps = new Map<string, { names: string[]; numbers: number[] }>();
  for (const { column, names } of columns) {
    const numbers = groups.flatMap(({ batches }, at) => (names[at] === null ? [...batches] : []));
    if (numbers.length === 0) continue;
    const key = numbers.join();
    const gap = gaps.get(key) ?? { names: [], numbers };
    gap.names.push(column.name);
    gaps.set(key, gap);
  }
  return [...gaps.values()].map(({ names, numbers }) => {
    const has = numbers.length === 1 ? 'has' : 'have';
    return `${capital(batchWords(numbers))} ${has} no ${nameList(names)}; the cells are missing there.`;
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
