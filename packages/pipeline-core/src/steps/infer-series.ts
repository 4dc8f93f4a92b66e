import type { PropagatedSchema } from '../schema/propagated';
import type { TableSchema } from '../schema/table-schema';
import { typeInWords } from '../schema/type-in-words';
import { missingColumnIssues } from './columns';
import type { SchemaInference, StepIssue } from './define-step';
import { incoming, tableIn } from './infer';
import { inferTrainer } from './infer-trainer';
import { seriesColumn, timeColumn, timeTypes } from './series-columns';
import { splitFix } from './split-fix';

/** Schema inference of steps that learn a forecast: of a target over a time, for one series or one per name. */
export function inferSeriesTrainer(
  needs: { title: string; target: string; time: string; series: string },
  inputs: Record<string, PropagatedSchema[]>,
): SchemaInference {
  const { title, target, time, series } = needs;
  const common = { title, target, native: true, predicts: 'number', ignoresFeatures: true } as const;
  const inference = inferTrainer(common, inputs);
  const rows = incoming(inputs, 'rows');
  const table = tableIn(rows);
  const named = [
    ...missingColumnIssues(rows, time === '' ? [] : [time], 'time'),
    ...missingColumnIssues(rows, series === '' ? [] : [series], 'series'),
  ];
  const found =
    table === null ? [] : [...timeIssues(table, { time, known: rows.kind === 'known' }), ...nameIssues(table, series)];
  const own = table === null ? inference.issues : inference.issues.map((issue) => byTime(issue, table, time));
  return { ...inference, issues: [...own, ...named, ...found] };
}

/** Rows of a series are split by its time, whatever role that column has. */
function byTime(issue: StepIssue, table: TableSchema, time: string): StepIssue {
  if (issue.code !== 'no-split') return issue;
  return { ...issue, fix: splitFix(table, timeColumn(table, time)?.name ?? null) };
}

function timeIssues(table: TableSchema, { time, known }: { time: string; known: boolean }): StepIssue[] {
  const column = timeColumn(table, time);
  if (column === null) {
    if (time !== '' || !known) return [];
    const message = 'No column is known to say when each row was. Choose the time column.';
    return [{ code: 'no-time', severity: 'error', message, param: 'time' }];
  }
  if (timeTypes.includes(column.type)) return [];
  const message = `\`${column.name}\` is ${typeInWords(column.type)}; a time is a date, a timestamp or a number. Parse it first.`;
  const fix = { addStep: 'parse-dates', title: 'Add Parse dates before' };
  return [{ code: 'time-type', severity: 'error', message, param: 'time', fix }];
}

function nameIssues(table: TableSchema, series: string): StepIssue[] {
  const column = seriesColumn(table, series);
  if (column === null || column.type === 'text') return [];
  const message = `\`${column.name}\` is ${typeInWords(column.type)}; series are told apart by a text. Cast it first.`;
  const fix = { addStep: 'cast-types', title: 'Add Cast types before' };
  return [{ code: 'series-type', severity: 'error', message, param: 'series', fix }];
}
