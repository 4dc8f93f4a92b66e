import { PipelineError } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import {
  type DuplicateRule,
  type IrregularSeries,
  type RegularSeries,
  regularSeries,
  stepInWords,
  type TimeUnit,
} from '@millrace/pipeline-core/series';
import type { CategoryColumn, FeatureSpec, NumberColumn, TrainingRows } from '../model-runtime';

export type NamedSeries = RegularSeries & { name: string | null; rows: number };

/** Train rows as series of equal steps. */
export type SeriesRows = {
  /** The time, and the column that names the series where there are several. */
  features: FeatureSpec[];
  series: NamedSeries[];
  /** Series that are too short to learn anything from. */
  tooShort: number;
};

/**
 * Divides train rows into their series. Throws for a target that is no number, for rows without a time, and for times that
 * make no series of equal steps, naming what to do. Of several series those with a single time are left out.
 */
export function seriesRows(train: TrainingRows, options: { place: string; duplicates: DuplicateRule }): SeriesRows {
  const { place, duplicates } = options;
  const { time, names } = seriesColumns(train, place);
  if (train.target.kind !== 'number') throw wrongTarget(place);
  const unit = train.timeUnit ?? 'number';
  const series: NamedSeries[] = [];
  let tooShort = 0;
  for (const [name, rows] of rowsByName(names, train.rows)) {
    const found = regularSeries(pick(time.values, rows), pick(train.target.values, rows), { unit, duplicates });
    if ('problem' in found) {
      if (found.problem !== 'too-few' || names === null) {
        throw irregular(found, { place, name, column: time.name, unit });
      }
      tooShort++;
      continue;
    }
    series.push({ ...found, name, rows: rows.length });
  }
  if (series.length === 0) {
    throw irregular({ problem: 'too-few', times: 1 }, { place, name: null, column: time.name, unit });
  }
  return { features: specsOf(time, names, series), series, tooShort };
}

function seriesColumns(train: TrainingRows, place: string): { time: NumberColumn; names: CategoryColumn | null } {
  const [time, names, ...more] = train.features;
  if (time?.kind !== 'number' || more.length > 0 || (names !== undefined && names.kind !== 'category')) {
    throw new PipelineError({
      code: 'not-a-series',
      family: 'pipeline',
      place,
      seen: train.features.map(({ name, kind }) => `"${name}" (${kind})`).join(', ') || 'no columns',
      expected: 'a time, and perhaps a text that names the series',
      next: 'Choose the time column and the series column in this step.',
    });
  }
  const without = time.values.findIndex((value) => !Number.isFinite(value));
  if (without >= 0) throw noTime(place, time.name, without);
  return { time, names: names ?? null };
}

/** Row numbers of each series, in the order in which the series begin. */
function rowsByName(names: CategoryColumn | null, rows: number): Map<string | null, number[]> {
  const groups = new Map<string | null, number[]>();
  for (let row = 0; row < rows; row++) {
    const name = names?.values[row] ?? null;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

function pick(values: Float64Array, rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!);
}

function specsOf(time: NumberColumn, names: CategoryColumn | null, series: readonly NamedSeries[]): FeatureSpec[] {
  const spec: FeatureSpec = { name: time.name, kind: 'number' };
  if (names === null) return [spec];
  const byRows = [...series].sort((a, b) => b.rows - a.rows || ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
  const levels = byRows.flatMap(({ name }) => (name === null ? [] : [name]));
  return [spec, { name: names.name, kind: 'category', levels }];
}

type Facts = { place: string; name: string | null; column: string; unit: TimeUnit };

function irregular(problem: IrregularSeries, { place, name, column, unit }: Facts): PipelineError {
  const facts = { family: 'pipeline', place: name === null ? place : `${place} › series "${name}"`, column } as const;
  switch (problem.problem) {
    case 'too-few':
      return new PipelineError({
        ...facts,
        code: 'short-series',
        seen: `${problem.times} different time${problem.times === 1 ? '' : 's'} in "${column}"`,
        expected: 'at least two times',
        next: 'Choose the column that says when each row was, or give the train part more rows.',
      });
    case 'duplicates':
      return new PipelineError({
        ...facts,
        code: 'duplicate-times',
        seen: `several values at ${timeInWords(problem.at, unit)}`,
        expected: 'one value at each time',
        next: 'Choose what becomes of several values at one time, or the column that names the series.',
      });
    case 'sparse':
      return new PipelineError({
        ...facts,
        code: 'irregular-series',
        seen: `values in ${problem.seen} of ${problem.steps} steps of ${stepInWords(problem.grid)}`,
        expected: 'values at equal steps of time, with few gaps',
        next: 'Aggregate to equal steps first (by day, by month), or choose another time column.',
        fix: { addStep: 'aggregate', before: true },
      });
    default:
      return assertNever(problem);
  }
}

function timeInWords(time: number, unit: TimeUnit): string {
  if (unit === 'number') return `${time}`;
  const date = new Date(unit === 'day' ? time * 86_400_000 : time);
  return unit === 'day' ? date.toISOString().slice(0, 10) : date.toISOString();
}

function wrongTarget(place: string): PipelineError {
  return new PipelineError({
    code: 'wrong-target',
    family: 'pipeline',
    place: `${place} › target`,
    seen: 'classes',
    expected: 'a numeric target',
    next: 'Choose a number to forecast, or cast the target to a number.',
  });
}

function noTime(place: string, column: string, row: number): PipelineError {
  return new PipelineError({
    code: 'missing-values',
    family: 'pipeline',
    place: `${place} › time "${column}"`,
    seen: 'a row without a time',
    expected: 'a time in every row',
    next: 'Leave rows without a time out with "Filter rows".',
    column,
    row,
  });
}
