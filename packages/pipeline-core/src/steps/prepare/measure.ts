import { z } from 'zod';
import type { ColumnType } from '../../schema/column-type';
import type { PropagatedSchema } from '../../schema/propagated';
import type { Column, TableSchema } from '../../schema/table-schema';
import { typeInWords } from '../../schema/type-in-words';
import { missingColumnIssues, nameIssues, uniqueName } from '../columns';
import type { StepIssue } from '../define-step';
import { tableIn } from '../infer';
import { param } from '../param';

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

/** The setting that says what is measured: one of the labels, in their order. */
export function whatParam<What extends string>(labels: Readonly<Record<What, string>>, first: NoInfer<What>) {
  // The keys of a record of What are What, and not empty: `first` is one of them.
  const known = Object.keys(labels) as [What, ...What[]];
  return param(z.enum(known).default(first), { title: 'What', labels });
}

/** The setting that says of which column, asked where the measure takes one. */
export function measuredColumn<What extends string>(kinds: Readonly<Record<What, MeasureKind>>) {
  const taking = Object.entries<MeasureKind>(kinds).filter(([, { takes }]) => takes !== null);
  return param(z.string().default(''), {
    title: 'Of',
    widget: 'column',
    showWhen: { param: 'what', is: taking.map(([what]) => what) },
  });
}

/** The setting that names the column a measure makes. */
export const measureName = () => param(z.string().max(200).default(''), { title: 'Name', unit: 'optional' });

/** The column a measure makes: under the name it was given or else `autoName`, changed where that is taken. */
export function measuredAs(
  { as }: Pick<Measure, 'as'>,
  o: { autoName: string; taken: Set<string>; kind: MeasureKind; from: Column | undefined },
): Pick<Column, 'name' | 'type'> {
  const name = uniqueName(as.trim() === '' ? o.autoName : as.trim(), o.taken);
  return { name, type: measureType(o.kind, o.from) };
}

/** Type of the column a measure makes, as far as its own column is known. */
function measureType(kind: MeasureKind, column: Column | undefined): ColumnType {
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
  const message = `${label} of \`${column}\` does not work: it is ${typeInWords(type)}, not ${kind.takes.map(typeInWords).join(' or ')}. Cast it before, or choose another column.`;
  const fix = { addStep: 'cast-types', title: 'Add Cast types before' };
  return [{ code: 'column-type', severity: 'error', message, param, fix }];
}
