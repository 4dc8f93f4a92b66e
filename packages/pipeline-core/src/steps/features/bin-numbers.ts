import { z } from 'zod';
import type { Column } from '../../schema/table-schema';
import { chosenColumns, missingColumnIssues, numberTypes, wrongTypeIssues } from '../columns';
import { columnsParam } from '../columns-param';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';
import { refuseErrors, settingError } from '../refuse';
import { binLabels, binName, binNodes, binStateSchema, risingEdges } from './bin-plan';

const methods = { width: 'Equal width', quantile: 'Equal counts', edges: 'My edges' } as const;

const paramsSchema = z.object({
  columns: columnsParam(numberTypes, 'number'),
  method: param(z.enum(['width', 'quantile', 'edges']).default('quantile'), { title: 'Bins of', labels: methods }),
  bins: param(z.int().min(2).max(1000).default(5), {
    title: 'Bins',
    showWhen: { param: 'method', is: ['width', 'quantile'] },
  }),
  edges: param(z.array(z.number()).max(999).default([]), {
    title: 'Edges',
    description: 'A number at an edge belongs to the bin above. The first and the last bin are open.',
    placeholder: '18, 30, 65',
    showWhen: { param: 'method', is: ['edges'] },
  }),
  output: param(z.enum(['ordinal', 'label']).default('ordinal'), {
    title: 'Write',
    labels: { ordinal: 'Number of the bin', label: 'Its name' },
  }),
  labels: param(z.array(z.string().min(1).max(100)).max(1000).default([]), {
    title: 'Names of the bins',
    description: 'One on each line, one more than there are edges. Empty: such as "18 to 30".',
    showWhen: { param: 'method', is: ['edges'] },
    advanced: true,
  }),
  keep: param(z.boolean().default(false), {
    title: 'Keep the number',
    description: 'The bin stands beside it as a new column.',
  }),
});
type Params = z.output<typeof paramsSchema>;

export const binNumbers = defineStep({
  type: 'bin-numbers',
  version: 1,
  stage: 'features',
  title: 'Bin numbers',
  summary: 'Turns numbers into bins: of equal width, of equal counts, or with edges of your own.',
  doc: `The edges are learned from **train rows only**. The first and the last bin are open, so every later number has a bin. Missing stays missing.

- **Equal width**: the range of the train rows in equal pieces.
- **Equal counts**: about as many train rows in each bin. Equal numbers are never parted, so there may be fewer bins.
- **My edges**: as written.

| \`age\`, edges 18, 30, 65 | Number of the bin | Its name |
|---|---|---|
| 12 | 0 | \`below 18\` |
| 18 | 1 | \`18 to 30\` |
| 70 | 3 | \`65 and more\` |

Bins help linear models with curves, and make groups to report by. Trees do not need them.`,
  synonyms: [
    'bucket',
    'discretise',
    'discretize',
    'cut',
    'qcut',
    'histogram',
    'ranges',
    'age groups',
    'quantile',
    'binning',
  ],
  icon: 'chart-column',
  params: paramsSchema,
  inputs: tableIn,
  outputs: fittedTableOut,
  flags: { rowWise: true, fits: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 1e6, megabytes: 256 }),
  describe: (params) =>
    params.method === 'edges'
      ? `At ${risingEdges(params.edges).join(', ') || 'no edge yet'}`.slice(0, 60)
      : `${params.bins} of ${methods[params.method].toLowerCase()}`,
  learns: (params) => params.method !== 'edges',
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => {
        const chosen = new Set(chosenColumns(table, params.columns, numberTypes).map(({ name }) => name));
        const taken = new Set(table.columns.map(({ name }) => name.toLowerCase()));
        const columns = table.columns.map((column) =>
          chosen.has(column.name) && !params.keep ? toBin(params, column) : column,
        );
        const beside = params.keep
          ? table.columns
              .filter(({ name }) => chosen.has(name))
              .map(
                (column): Column => ({
                  ...toBin(params, column),
                  name: binName(column.name, true, taken),
                  role: 'feature',
                }),
              )
          : [];
        const wrong = wrongTypeIssues(table, params.columns, numberTypes, 'columns');
        return {
          table: { ...table, columns: [...columns, ...beside] },
          issues: [...gone, ...wrong, ...edgeIssues(params)],
        };
      },
      ['fitted'],
    );
  },
  fitted: binStateSchema,
  toPlan(params, fitted, input) {
    refuseErrors(edgeIssues(params), 'Bin numbers');
    // While drawing nothing is learned: one edge gives the right names and types.
    const columns =
      fitted === null
        ? chosenColumns(input, params.columns, numberTypes).map(({ name }) => ({ name, edges: [0] }))
        : binStateSchema.parse(fitted.state).columns;
    const labels = params.method === 'edges' ? params.labels : [];
    return binNodes({ columns }, { ...params, labels }, input);
  },
});

function toBin(params: Params, column: Column): Column {
  const { distinct: _distinct, float32: _float32, ...rest } = column;
  return { ...rest, type: params.output === 'ordinal' ? 'integer' : 'text' };
}

function edgeIssues(params: Params): StepIssue[] {
  if (params.method !== 'edges') return [];
  const edges = risingEdges(params.edges);
  if (edges.length === 0)
    return [settingError('no-edges', 'Write the edges between the bins, such as 18, 30, 65.', 'edges')];
  const wanted = binLabels(edges).length;
  if (params.labels.length === 0 || params.labels.length === wanted) return [];
  const message = `${edges.length} edges make ${wanted} bins, and ${params.labels.length} names are given. Write one for each bin.`;
  return [settingError('labels-count', message, 'labels')];
}
