import { z } from 'zod';
import { call, col, expression, num } from '../ast';
import { chosenColumns, missingColumnIssues, numberTypes, requireColumns, wrongTypeIssues } from '../columns';
import { columnsParam } from '../columns-param';
import { defineStep } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';

/** What scaling learns: `(x - center) / scale`; a zero scale is read as 1. */
export const scaleStateSchema = z.object({
  columns: z.array(z.object({ name: z.string(), center: z.number(), scale: z.number() })),
});
export type ScaleState = z.output<typeof scaleStateSchema>;

export const scaleNumbers = defineStep({
  type: 'scale-numbers',
  version: 1,
  stage: 'features',
  title: 'Scale numbers',
  summary: 'Brings numbers to a common scale, learned from train rows: standard, min-max or robust.',
  doc: `- **Standard**: minus the mean, divided by the standard deviation.
- **Min-max**: from 0 to 1 on train rows; later rows may lie outside.
- **Robust**: minus the median, divided by the distance of the quartiles; outliers count less.

A column that never changes is only shifted. Missing cells stay missing. Linear models want scaled numbers; trees do not care.`,
  synonyms: ['normalise', 'normalize', 'standardise', 'standardize', 'z-score', 'min max', 'scaler'],
  icon: 'scaling',
  params: z.object({
    columns: columnsParam(numberTypes, 'number'),
    method: param(z.enum(['standard', 'min-max', 'robust']).default('standard'), {
      title: 'Method',
      labels: { standard: 'Standard', 'min-max': 'Min-max', robust: 'Robust' },
    }),
  }),
  inputs: tableIn,
  outputs: fittedTableOut,
  flags: { rowWise: true, fits: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 1e6, megabytes: 192 }),
  describe: (params) => ({ standard: 'Standard', 'min-max': 'Min-max', robust: 'Robust' })[params.method],
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => {
        const scaled = new Set(chosenColumns(table, params.columns, numberTypes).map((column) => column.name));
        const columns = table.columns.map((column) => {
          if (!scaled.has(column.name) || !numberTypes.includes(column.type)) return column;
          const { float32: _, ...rest } = column; // what is computed has the full precision of a number
          return { ...rest, type: 'number' as const };
        });
        return {
          table: { ...table, columns },
          issues: [...gone, ...wrongTypeIssues(table, params.columns, numberTypes, 'columns')],
        };
      },
      ['fitted'],
    );
  },
  fitted: scaleStateSchema,
  toPlan(params, fitted, input) {
    const neutral = () =>
      chosenColumns(input, params.columns, numberTypes).map(({ name }) => ({ name, center: 0, scale: 1 }));
    const columns = fitted === null ? neutral() : scaleStateSchema.parse(fitted.state).columns;
    requireColumns(
      input,
      columns.map((column) => column.name),
      'Scale numbers',
    );
    return columns.map(({ name, center, scale }) => ({
      expression: name,
      ast: expression(call('div', call('sub', col(name), num(center)), num(scale === 0 ? 1 : scale))),
    }));
  },
});
