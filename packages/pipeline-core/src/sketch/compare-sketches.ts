import type { ColumnType } from '../schema/column-type';
import { typeInWords } from '../schema/type-in-words';
import { psiOf } from './psi';
import { countsOf, type SharedBins, sharedBins } from './shared-bins';
import type { ColumnSketch, TableSketch } from './table-sketch';

/** One column on both sides. `a` or `b` is absent where the table does not have it. */
export type ColumnComparison = {
  name: string;
  a?: ColumnSketch | undefined;
  b?: ColumnSketch | undefined;
  psi: number | null;
  bins: SharedBins | null;
  /** Only where both lists of values are complete. */
  newValues: string[];
  lostValues: string[];
};

export type SketchComparison = {
  rows: { a: number; b: number };
  columns: ColumnComparison[];
  /** What changed in the columns, in words. */
  schema: string[];
};

/** Table `a` (earlier, or the reference) against table `b`: the columns that moved most first. */
export function compareSketches(a: TableSketch, b: TableSketch): SketchComparison {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  const own = new Set(a.columns.map(({ name }) => name));
  const columns = [
    ...a.columns.map((column) => compareColumns(column, others.get(column.name))),
    ...b.columns.filter(({ name }) => !own.has(name)).map((column) => compareColumns(undefined, column)),
  ];
  columns.sort((x, y) => (y.psi ?? -1) - (x.psi ?? -1));
  return { rows: { a: a.rows, b: b.rows }, columns, schema: schemaWords(a, b) };
}

function compareColumns(a: ColumnSketch | undefined, b: ColumnSketch | undefined): ColumnComparison {
  const name = a?.name ?? b?.name ?? '';
  if (a === undefined || b === undefined || !areAlike(a, b))
    return { name, a, b, psi: null, bins: null, newValues: [], lostValues: [] };
  return {
    name,
    a,
    b,
    psi: psiOf(a, b),
    bins: sharedBins(a, b),
    newValues: onlyIn(b, a),
    lostValues: onlyIn(a, b),
  };
}

/** Whole numbers and numbers with decimals lie on one scale. */
function areAlike(a: ColumnSketch, b: ColumnSketch): boolean {
  const isNumeric = ({ type }: ColumnSketch) => type === 'integer' || type === 'number';
  return a.type === b.type || (isNumeric(a) && isNumeric(b));
}

/** Values of one column that the other certainly does not have. Numbers have new values all the time. */
function onlyIn(column: ColumnSketch, other: ColumnSketch): string[] {
  if (column.type !== 'text' && column.type !== 'boolean') return [];
  if (column.top === null || other.top === null || other.top.floor > 0) return [];
  const known = countsOf(other);
  return column.top.values.filter(({ value }) => !known.has(value)).map(({ value }) => value);
}

/** Added, lost, retyped and moved columns, one sentence each. */
export function schemaWords(a: TableSketch, b: TableSketch): string[] {
  const [before, after] = [typesOf(a), typesOf(b)];
  const words = [...after].flatMap(([name, type]) => (before.has(name) ? [] : [`“${name}” (${type}) is new.`]));
  for (const [name, type] of before) {
    const now = after.get(name);
    if (now === undefined) words.push(`“${name}” (${type}) is gone.`);
    else if (now !== type) words.push(`“${name}” was ${typeInWords(type)} and is ${typeInWords(now)}.`);
  }
  const common = (names: Map<string, unknown>, others: Map<string, unknown>) =>
    [...names.keys()].filter((name) => others.has(name)).join('\n');
  if (words.length === 0 && common(before, after) !== common(after, before))
    words.push('The same columns, in another order.');
  return words;
}

function typesOf({ columns }: TableSketch): Map<string, ColumnType> {
  return new Map(columns.map(({ name, type }) => [name, type]));
}
