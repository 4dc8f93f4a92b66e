import { z } from 'zod';
import type { ColumnType } from '../../schema/column-type';
import type { Column, TableSchema } from '../../schema/table-schema';
import { chosenColumns, missingColumnIssues, wrongTypeIssues } from '../columns';
import { defineStep } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';
import { chosenTargetIssues } from '../target';
import { type ImputeState, imputeNodes, imputeStateSchema } from './impute-plan';

export const imputeTypes: readonly ColumnType[] = ['boolean', 'integer', 'number', 'text'];

const paramsSchema = z.object({
  columns: param(z.array(z.string()).default([]), {
    title: 'Columns',
    description: 'None chosen: every feature.',
    placeholder: 'All (none chosen)',
    widget: 'columns',
    columnTypes: imputeTypes,
  }),
  numbers: param(z.enum(['median', 'mean', 'mode', 'constant', 'keep']).default('median'), {
    title: 'Numbers',
    labels: { median: 'Median', mean: 'Mean', mode: 'Most frequent', constant: 'A constant', keep: 'Leave missing' },
  }),
  numberConstant: param(z.number().default(0), {
    title: 'Number to put in',
    showWhen: { param: 'numbers', is: ['constant'] },
  }),
  texts: param(z.enum(['mode', 'constant', 'keep']).default('constant'), {
    title: 'Texts',
    labels: { mode: 'Most frequent', constant: 'A constant', keep: 'Leave missing' },
  }),
  textConstant: param(z.string().min(1).default('(missing)'), {
    title: 'Text to put in',
    showWhen: { param: 'texts', is: ['constant'] },
  }),
  indicator: param(z.boolean().default(false), {
    title: 'Mark what was missing',
    description: 'Adds a column of 0 and 1 beside each one that had gaps in the train rows.',
  }),
});
export type ImputeParams = z.output<typeof paramsSchema>;

/** Columns the step fills, with the strategy of each: booleans always take the most frequent value. */
export function imputeTargets(
  params: ImputeParams,
  table: TableSchema,
): { column: Column; strategy: 'median' | 'mean' | 'mode' | 'constant' }[] {
  return chosenColumns(table, params.columns, imputeTypes).flatMap((column) => {
    const strategy = column.type === 'text' ? params.texts : column.type === 'boolean' ? 'mode' : params.numbers;
    return strategy === 'keep' ? [] : [{ column, strategy }];
  });
}

export const imputeMissing = defineStep({
  type: 'impute-missing',
  version: 1,
  stage: 'prepare',
  title: 'Impute missing',
  summary: 'Fills missing cells with the median, mean, most frequent value or a constant learned from train rows.',
  doc: `Numbers and texts are filled by their own rule; booleans take the most frequent value. The values are learned from **train rows only** and frozen into the model, so a request is filled with the same ones.

Target, id and ignored columns are not touched unless you name them. A column that is empty in all train rows takes the constant.`,
  synonyms: ['fill', 'na', 'null', 'missing', 'blank', 'fillna', 'median'],
  icon: 'paint-bucket',
  params: paramsSchema,
  inputs: tableIn,
  outputs: fittedTableOut,
  flags: { rowWise: true, fits: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 1e6, megabytes: 192 }),
  describe: (params) => `Numbers ${params.numbers}, texts ${params.texts}`,
  learns: (params, table) =>
    table === null || imputeTargets(params, table).some(({ strategy }) => strategy !== 'constant'),
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => {
        const filled = new Map(imputeTargets(params, table).map((target) => [target.column.name, target.strategy]));
        const columns = table.columns.map((column) => {
          const strategy = filled.get(column.name);
          if (strategy === undefined) return column;
          const fraction =
            column.type === 'integer' &&
            strategy !== 'mode' &&
            !(strategy === 'constant' && Number.isInteger(params.numberConstant));
          const { float32: _, ...rest } = column; // what is computed has the full precision of a number
          return { ...rest, type: fraction ? ('number' as const) : column.type, missing: 0 };
        });
        const reason = params.indicator
          ? 'Which columns had gaps in the train rows is known after the step has run.'
          : undefined;
        return {
          table: { ...table, columns },
          issues: [
            ...gone,
            ...wrongTypeIssues(table, params.columns, imputeTypes, 'columns'),
            ...chosenTargetIssues(table, params.columns, 'filled answers would be learned from as if they were true'),
          ],
          reason,
        };
      },
      ['fitted'],
    );
  },
  fitted: imputeStateSchema,
  toPlan(params, fitted, input) {
    const state: ImputeState = fitted === null ? unfitted(params, input) : imputeStateSchema.parse(fitted.state);
    return imputeNodes(state, params, input);
  },
});

function unfitted(params: ImputeParams, table: TableSchema): ImputeState {
  return {
    columns: imputeTargets(params, table).map(({ column }) => ({ name: column.name, value: null, missing: 0 })),
  };
}
