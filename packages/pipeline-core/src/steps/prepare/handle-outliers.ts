import { z } from 'zod';
import { percentText } from '../../percent';
import type { Column, TableSchema } from '../../schema/table-schema';
import { chosenColumns, missingColumnIssues, numberTypes, wrongTypeIssues } from '../columns';
import { columnsParam } from '../columns-param';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';
import { flagName, type OutlierState, outlierNodes, outlierStateSchema } from './outlier-plan';

const methods = { iqr: 'Quartiles', z: 'Deviation', quantile: 'Share' } as const;
const actions = { clip: 'Clip', flag: 'Mark', missing: 'Missing', drop: 'Drop' } as const;

export const handleOutliers = defineStep({
  type: 'handle-outliers',
  version: 1,
  stage: 'prepare',
  title: 'Handle outliers',
  summary: 'Finds numbers that lie far out, by bounds learned from train rows, and clips, marks or takes them out.',
  doc: `The bounds of each column are learned from **train rows only** and go into the model, so later rows and requests are treated alike.

- **Quartiles**: more than 1.5 times the distance of the quartiles below the first or above the third. Good for skewed columns.
- **Deviation**: more than 3 standard deviations from the mean. Good for bell shapes.
- **Share**: the lowest and the highest 1% of the train rows.

| \`income\`, bounds 0 to 9,000 | Clip | Mark | Missing | Drop |
|---|---|---|---|---|
| 4,200 | 4,200 | 4,200, \`income_outlier\` 0 | 4,200 | kept |
| 250,000 | 9,000 | 250,000, \`income_outlier\` 1 | missing | row goes |

Missing cells are no outliers. A column whose middle half is one value has no spread and is left as it is; the log says so. **Drop** takes rows out of tables, also out of the test part; a single request is always answered. **Clip** makes decimals of whole numbers: one beyond 2^53, which that would change, is refused by column and row.`,
  synonyms: [
    'outlier',
    'winsorize',
    'winsorise',
    'clip',
    'cap',
    'trim',
    'extreme values',
    'anomaly',
    'iqr',
    'z-score',
    'quantile',
  ],
  icon: 'shrink',
  params: z.object({
    columns: columnsParam(numberTypes, 'number'),
    method: param(z.enum(['iqr', 'z', 'quantile']).default('iqr'), { title: 'Bounds by', labels: methods }),
    distance: param(z.number().min(0).max(100).default(1.5), {
      title: 'Quartile distances from the quartiles',
      showWhen: { param: 'method', is: ['iqr'] },
    }),
    deviations: param(z.number().min(0).max(100).default(3), {
      title: 'Standard deviations from the mean',
      showWhen: { param: 'method', is: ['z'] },
    }),
    share: param(z.number().min(0).max(0.4).default(0.01), {
      title: 'Share at each end',
      widget: 'percent',
      showWhen: { param: 'method', is: ['quantile'] },
    }),
    action: param(z.enum(['clip', 'flag', 'missing', 'drop']).default('clip'), {
      title: 'What to do',
      labels: actions,
    }),
    side: param(z.enum(['both', 'low', 'high']).default('both'), {
      title: 'Look at',
      labels: { both: 'Both ends', low: 'Low', high: 'High' },
      advanced: true,
    }),
  }),
  inputs: tableIn,
  outputs: fittedTableOut,
  flags: { rowWise: true, fits: true, changesRowCount: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 1e6, megabytes: 256 }),
  describe(params) {
    const bounds = {
      iqr: `${params.distance} quartile distances`,
      z: `${params.deviations} deviations`,
      quantile: `${percentText(100 * params.share)} at each end`,
    };
    return `${actions[params.action]}, ${bounds[params.method]}`;
  },
  whyDropped: () => 'One of its values lies beyond the bounds, and rows with outliers are dropped.',
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => ({
        table: handled(params, table),
        issues: [
          ...gone,
          ...wrongTypeIssues(table, params.columns, numberTypes, 'columns'),
          ...(params.action === 'drop' && table.split ? [dropsTestRows] : []),
        ],
      }),
      ['fitted'],
    );
  },
  fitted: outlierStateSchema,
  toPlan(params, fitted, input) {
    const state: OutlierState =
      fitted === null
        ? {
            columns: chosenColumns(input, params.columns, numberTypes).map(({ name }) => ({
              name,
              low: null,
              high: null,
            })),
          }
        : outlierStateSchema.parse(fitted.state);
    return outlierNodes(state, params.action, input);
  },
});

const dropsTestRows: StepIssue = {
  code: 'drops-test-rows',
  severity: 'warning',
  message: 'Rows also leave the test part, which makes a model look better than it is. Clip or mark them instead.',
  param: 'action',
};

/** The table with other facts for some columns: what is computed has the full precision of a number. */
function changed(table: TableSchema, chosen: readonly Column[], facts: (column: Column) => Column): TableSchema {
  const names = new Set(chosen.map(({ name }) => name));
  return { ...table, columns: table.columns.map((column) => (names.has(column.name) ? facts(column) : column)) };
}

function handled(
  params: { columns: readonly string[]; action: keyof typeof actions },
  table: TableSchema,
): TableSchema {
  const chosen = chosenColumns(table, params.columns, numberTypes).filter(({ type }) => numberTypes.includes(type));
  switch (params.action) {
    case 'clip':
      return changed(table, chosen, ({ distinct: _, float32: __, ...rest }) => rest);
    case 'drop': {
      const { rows: _rows, ...rest } = table;
      return rest;
    }
    case 'missing':
      return changed(table, chosen, ({ missing: _, distinct: __, float32: ___, ...rest }) => rest);
    case 'flag': {
      const taken = new Set(table.columns.map(({ name }) => name.toLowerCase()));
      const marks = chosen.map(({ name }) => ({
        name: flagName(name, taken),
        type: 'integer' as const,
        role: 'feature' as const,
        missing: 0,
      }));
      return { ...table, columns: [...table.columns, ...marks] };
    }
  }
}
