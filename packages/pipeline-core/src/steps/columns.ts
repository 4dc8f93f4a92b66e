import { PipelineError } from '../errors/pipeline-error';
import type { ColumnType } from '../schema/column-type';
import type { PropagatedSchema } from '../schema/propagated';
import { type Column, isPlatformName, reservedColumns, type TableSchema } from '../schema/table-schema';
import { typeInWords } from '../schema/type-in-words';
import type { StepIssue } from './define-step';
import { nearestName } from './nearest-name';
import { settingError } from './refuse';

export const numberTypes: readonly ColumnType[] = ['integer', 'number'];
const reserved = new Set<string>(Object.values(reservedColumns));

/** True for a bookkeeping column, in whatever capitals: the engine does not regard them. */
export function isReserved(name: string): boolean {
  return reserved.has(name.toLowerCase());
}

/** What is wrong with a name that a person gives to a column. */
export function nameIssues(name: string, param: string): StepIssue[] {
  if (name.trim() === '') return [settingError('no-name', 'The column has no name. Write one.', param)];
  if (!isPlatformName(name)) return [];
  const message = `\`${name.trim()}\` starts with two underscores, as the platform's own columns do. Choose another name.`;
  return [settingError('reserved-name', message, param)];
}

/** Columns a model may learn from: role `feature`, no bookkeeping columns. */
export function featureColumns(table: TableSchema): Column[] {
  return table.columns.filter((column) => column.role === 'feature' && !isReserved(column.name));
}

/** The columns a step works on: the named ones, or every feature of these types when none is named. */
export function chosenColumns(table: TableSchema, names: readonly string[], types: readonly ColumnType[]): Column[] {
  if (names.length === 0) return featureColumns(table).filter((column) => types.includes(column.type));
  const wanted = new Set(names);
  return table.columns.filter((column) => wanted.has(column.name));
}

/** One issue for each name that is not there, with the nearest name; a warning while the columns are only partly known. */
export function missingColumnIssues(schema: PropagatedSchema, names: readonly string[], param: string): StepIssue[] {
  if (schema.kind !== 'known' && schema.kind !== 'partial') return [];
  const there = schema.table.columns.map((column) => column.name);
  return names
    .filter((name) => !there.includes(name))
    .map((name) => ({
      code: 'unknown-column',
      severity: schema.kind === 'known' ? ('error' as const) : ('warning' as const),
      message: `There is no column \`${name}\` here. ${hint(name, there)}`,
      param,
    }));
}

/** Issues for named columns whose type the step cannot work on. */
export function wrongTypeIssues(
  table: TableSchema,
  names: readonly string[],
  types: readonly ColumnType[],
  param: string,
): StepIssue[] {
  return table.columns
    .filter((column) => names.includes(column.name) && !types.includes(column.type))
    .map((column) => ({
      code: 'column-type',
      severity: 'error' as const,
      message: `\`${column.name}\` is ${typeInWords(column.type)}; this step works on ${types.join(', ')} columns. Take it out or cast it first.`,
      param,
      fix: { addStep: 'cast-types', title: 'Add Cast types before' },
    }));
}

/** A step that works on features of a kind, and no column chosen has it: nothing to do, said once all columns are known. */
export function nothingToDo(from: PropagatedSchema, { kind, done }: { kind: string; done: string }): StepIssue[] {
  if (from.kind !== 'known') return [];
  const message = `There is no ${kind} among the features, so nothing is ${done}. Choose the columns.`;
  return [{ code: 'no-columns', severity: 'warning', message, param: 'columns' }];
}

/** The same check when a step really runs: throws for the first column that is not there. */
export function requireColumns(table: TableSchema, names: readonly string[], place: string): void {
  const there = table.columns.map((column) => column.name);
  const gone = names.find((name) => !there.includes(name));
  if (gone === undefined) return;
  throw new PipelineError({
    code: 'unknown-column',
    family: 'pipeline',
    place,
    seen: `column \`${gone}\``,
    expected: 'a column of the incoming table',
    next: hint(gone, there),
    column: gone,
  });
}

/** `base`, or `base_2`, `base_3`…: unique without regard to case, and no bookkeeping column. Adds the name to `taken`. */
export function uniqueName(base: string, taken: Set<string>): string {
  let name = base;
  for (let n = 2; taken.has(name.toLowerCase()) || isReserved(name); n++) name = `${base}_${n}`;
  taken.add(name.toLowerCase());
  return name;
}

/** "a, b, c and 4 more". */
export function nameList(names: readonly string[], limit = 3): string {
  const shown = names.slice(0, limit).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function hint(name: string, there: readonly string[]): string {
  const nearest = nearestName(name, there);
  return nearest === null ? 'Choose one of the columns that are there.' : `Was it renamed to \`${nearest}\`?`;
}
