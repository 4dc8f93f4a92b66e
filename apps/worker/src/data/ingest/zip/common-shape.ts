import type { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { ColumnType } from '@millrace/pipeline-core/schema';
import type { Landed } from '../landed';
import { refuseFile } from '../refuse-file';

/** A table of the archive with its path and its number there: two entries may have one path. */
export type LandedFile = Landed & { name: string; number: number };

/** A file of a gathered archive that holds no table. */
export type FailedFile = { name: string; number: number; error: PipelineError };

/** What tells one column of a table from another: names that differ in case alone cannot live in one (DuckDB folds it). */
export function columnKey(name: string): string {
  return name.toLowerCase();
}

/** The columns of a file, by what tells them apart. */
export function columnsByKey({ meta }: Pick<LandedFile, 'meta'>): Map<string, StoredColumn> {
  return new Map(meta.columns.map((column) => [columnKey(column.name), column]));
}

/** The columns of all files, in the order in which they first come, each as it is spelled there. */
export function allColumns(files: readonly LandedFile[]): string[] {
  const names = new Map<string, string>();
  for (const { meta } of files) {
    for (const { name } of meta.columns) {
      const key = columnKey(name);
      if (!names.has(key)) names.set(key, name);
    }
  }
  return [...names.values()];
}

/** These columns in every spelling that the files have for them. */
export function allSpellings(files: readonly LandedFile[], names: Iterable<string>): Set<string> {
  const wanted = new Set([...names].map(columnKey));
  const all = files.flatMap(({ meta }) => meta.columns.map(({ name }) => name));
  return new Set(all.filter((name) => wanted.has(columnKey(name))));
}

/**
 * Columns whose types differ beyond what widening mends, and those that are whole numbers here and decimals there. Unless
 * they may differ, all files must have the same columns.
 */
export function commonShape(
  files: readonly LandedFile[],
  { archive, mayDiffer }: { archive: string; mayDiffer: boolean },
): { asText: ReadonlySet<string>; mixed: readonly string[] } {
  const [first, ...others] = files;
  const asText = new Set<string>();
  const mixed: string[] = [];
  if (first === undefined) return { asText, mixed };
  for (const file of mayDiffer ? [] : others) {
    const difference = missingNames(first, file);
    if (difference !== null) throw differentShapes(archive, difference);
  }
  const tables = files.map(columnsByKey);
  for (const name of allColumns(files)) {
    const types = tables.flatMap((columns) => typeIn(columns, name));
    if (types.length > 1 && widest(types) === null) asText.add(name);
    else if (types.includes('integer') && types.includes('number')) mixed.push(name);
  }
  return { asText: allSpellings(files, asText), mixed: [...allSpellings(files, mixed)] };
}

/** The type of a column in a file; none where it has no value: any type fits. */
function typeIn(columns: ReadonlyMap<string, StoredColumn>, name: string): ColumnType[] {
  const column = columns.get(columnKey(name));
  return column === undefined || column.missing === 1 ? [] : [column.type];
}

/** The type that holds the values of all, null when there is none but text. */
export function widest(types: readonly ColumnType[]): ColumnType | null {
  const distinct = new Set(types);
  if (distinct.size <= 1) return types[0] ?? 'text';
  const isWithin = (...allowed: ColumnType[]) => [...distinct].every((type) => allowed.includes(type));
  if (isWithin('integer', 'number')) return 'number';
  if (isWithin('date', 'timestamp')) return 'timestamp';
  return null;
}

function missingNames(first: LandedFile, file: LandedFile): string | null {
  const has = new Set(file.meta.columns.map(({ name }) => name));
  const lacking = first.meta.columns.find(({ name }) => !has.has(name));
  if (lacking !== undefined) return `"${file.name}" has no column "${lacking.name}", which "${first.name}" has`;
  const known = new Set(first.meta.columns.map(({ name }) => name));
  const extra = file.meta.columns.find(({ name }) => !known.has(name));
  return extra === undefined ? null : `"${file.name}" has a column "${extra.name}", which "${first.name}" has not`;
}

function differentShapes(archive: string, difference: string) {
  return refuseFile({
    code: 'different-tables',
    name: archive,
    seen: `tables with different columns: ${difference}`,
    expected: 'tables with the same columns, which become one table',
    next: 'Upload the tables one by one, each as a dataset of its own, and join them on the canvas.',
  });
}
