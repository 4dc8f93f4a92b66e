import type { ColumnType } from '../../schema/column-type';
import type { PropagatedSchema } from '../../schema/propagated';
import type { Column, TableSchema } from '../../schema/table-schema';
import { missingColumnIssues, nameIssues } from '../columns';
import type { StepIssue } from '../define-step';
import { tableIn } from '../infer';

const numbers: readonly ColumnType[] = ['integer', 'number'];
const ordered: readonly ColumnType[] = ['integer', 'number', 'text', 'date', 'timestamp', 'boolean'];

/** What a measure over a column needs and gives; `same` is the type of the column, `null` needs none. */
export type MeasureKind = { takes: readonly ColumnType[] | null; gives: ColumnType | 'same' };

export const countsRows: MeasureKind = { takes: null, gives: 'integer' };
export const countsValues: MeasureKind = { takes: [], gives: 'integer' };
export const addsNumbers: MeasureKind = { takes: numbers, gives: 'same' };
export const averages: MeasureKind = { takes: numbers, gives: 'number' };
export const picksOrdered: MeasureKind = { takes: ordered, gives: 'same' };
export const picksAny: MeasureKind = { takes: [], gives: 'same' };

/** A measure as it is set: what, of which column, under which name. */
export type Measure = { what: string; column: string; as: string };

/** Type of the column a measure makes, as far as its own column is known. */
export function measureType(kind: MeasureKind, column: Column | undefined): ColumnType {
  return kind.gives === 'same' ? (column?.type ?? 'number') : kind.gives;
}

/** Columns of measures that are not there, are not chosen, or have a type that does not fit. */
export function measureIssues(
  from: PropagatedSchema,
  measures: readonly (Measure & { kind: MeasureKind; label: string })[],
  param: string,
): StepIssue[] {
  const named = measures.filter(({ kind, column }) => kind.takes !== null && column !== '');
  const gone = missingColumnIssues(from, [...new Set(named.map(({ column }) => column))], param);
  const unset = measures
    .filter(({ kind, column }) => kind.takes !== null && column === '')
    .map(({ label }): StepIssue => {
      const message = `${label} needs a column. Choose one, or remove the row.`;
      return { code: 'no-column', severity: 'error', message, param };
    });
  const badNames = measures.filter(({ as }) => as.trim() !== '').flatMap(({ as }) => nameIssues(as, param));
  const table = tableIn(from);
  return [
    ...gone,
    ...unset,
    ...badNames,
    ...(table === null ? [] : named.flatMap((measure) => typeIssue(table, measure, param))),
  ];
}

function typeIssue(
  table: TableSchema,
  { column, kind, label }: { column: string; kind: MeasureKind; label: string },
  param: string,
): StepIssue[] {
  const type = table.columns.find(({ name }) => name === column)?.type;
  if (type === undefined || kind.takes === null || kind.takes.length === 0 || kind.takes.includes(type)) return [];
  const message = `${label} of \`${column}\` does not work: it is ${type}, not ${kind.takes.join(' or ')}. Cast it before, or choose another column.`;
  const fix = { addStep: 'cast-types', title: 'Add Cast types before' };
  return [{ code: 'column-type', severity: 'error', message, param, fix }];
}
