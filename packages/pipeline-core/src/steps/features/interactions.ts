import { z } from 'zod';
import type { ExpressionNode } from '../../expression/ast';
import type { Column, TableSchema } from '../../schema/table-schema';
import { call, col, expression, num } from '../ast';
import {
  chosenColumns,
  missingColumnIssues,
  numberTypes,
  requireColumns,
  uniqueName,
  wrongTypeIssues,
} from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { refuseErrors, settingError } from '../refuse';

const kinds = ['product', 'ratio', 'sum', 'difference'] as const;
type Kind = (typeof kinds)[number];
/** Each pair makes a column: 64 columns make 2,016 products, and a plan has at most 5,000 outputs. */
const mostColumns = 64;
const forms: Readonly<Record<Kind, { fn: string; word: string }>> = {
  product: { fn: 'mul', word: 'times' },
  ratio: { fn: 'div', word: 'per' },
  sum: { fn: 'add', word: 'plus' },
  difference: { fn: 'sub', word: 'minus' },
};

const paramsSchema = z.object({
  columns: param(z.array(z.string()).default([]), {
    title: 'Columns',
    description: 'Every pair of them. Choose few: ten columns make 45 pairs.',
    widget: 'columns',
    columnTypes: numberTypes,
  }),
  kinds: param(z.array(z.enum(kinds)).default(['product']), {
    title: 'Of each pair',
    labels: { product: 'Product', ratio: 'Ratio', sum: 'Sum', difference: 'Difference' },
  }),
  squares: param(z.boolean().default(false), { title: 'Squares too', description: 'Each column times itself.' }),
});
type Params = z.output<typeof paramsSchema>;

export const interactions = defineStep({
  type: 'interactions',
  version: 1,
  stage: 'features',
  title: 'Interactions',
  summary: 'Adds products, ratios, sums and differences of pairs of number columns.',
  doc: `Two numbers together can say what neither says alone: rooms times size, debt per income. Linear models need such columns written out; trees find many by themselves.

| \`debt\` | \`income\` | \`debt_times_income\` | \`debt_per_income\` | \`debt_minus_income\` |
|---|---|---|---|---|
| 500 | 2,000 | 1,000,000 | 0.25 | -1,500 |
| 500 | 0 | 0 | missing | 500 |

Pairs are taken in the order of the table. Where one number is missing, and for a division by zero, the result is **missing**. Scale numbers before, so that products do not grow large.`,
  synonyms: [
    'product',
    'ratio',
    'multiply',
    'polynomial',
    'feature cross',
    'cross',
    'combine',
    'squares',
    'difference',
  ],
  icon: 'asterisk',
  params: paramsSchema,
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { rowWise: true, deterministic: true },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.05 + (rows * Math.max(1, params.columns.length ** 2)) / 2e7, megabytes: 192 }),
  describe(params) {
    const of = params.columns.length === 0 ? 'No column yet' : `${params.columns.length} columns`;
    return params.kinds.length === 0 ? of : `${of}, ${params.kinds.join(', ')}`;
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(from, (table) => {
      const made = pairs(params, table).map(({ name, type }): Column => ({ name, type, role: 'feature' }));
      return {
        table: { ...table, columns: [...table.columns, ...made] },
        issues: [...gone, ...wrongTypeIssues(table, params.columns, numberTypes, 'columns'), ...countIssues(params)],
      };
    });
  },
  toPlan(params, _fitted, input) {
    requireColumns(input, params.columns, 'Interactions');
    const wrong = wrongTypeIssues(input, params.columns, numberTypes, 'columns');
    refuseErrors([...wrong, ...countIssues(params)], 'Interactions');
    return pairs(params, input).map(({ name, root }) => ({ expression: name, ast: expression(root) }));
  },
});

function countIssues({ columns }: Params): StepIssue[] {
  if (columns.length === 0) {
    const message = 'No column is chosen, so nothing is added. Choose the numbers to combine.';
    return [{ code: 'no-columns', severity: 'warning', message, param: 'columns' }];
  }
  if (columns.length <= mostColumns) return [];
  const message = `${columns.length} columns are chosen; at most ${mostColumns} are combined. Choose those that matter.`;
  return [settingError('too-many-columns', message, 'columns')];
}

/** Products of large whole numbers would leave the range of integers and be missing: they are decimal numbers. */
function valueOfPair(kind: Kind, a: Column, b: Column): Pick<Pair, 'type' | 'root'> {
  const [x, y] = [col(a.name), col(b.name)];
  if (kind === 'product') return { type: 'number', root: call('mul', call('add', x, num(0)), y) };
  const whole = kind !== 'ratio' && a.type === 'integer' && b.type === 'integer';
  return { type: whole ? 'integer' : 'number', root: call(forms[kind].fn, x, y) };
}

type Pair = { name: string; type: 'integer' | 'number'; root: ExpressionNode };

function pairs(params: Params, table: TableSchema): Pair[] {
  if (params.columns.length === 0 || params.columns.length > mostColumns) return [];
  const chosen = chosenColumns(table, params.columns, numberTypes).filter(({ type }) => numberTypes.includes(type));
  const taken = new Set(table.columns.map(({ name }) => name.toLowerCase()));
  const pair = (kind: Kind, a: Column, b: Column): Pair => ({
    name: uniqueName(a === b ? `${a.name}_squared` : `${a.name}_${forms[kind].word}_${b.name}`, taken),
    ...valueOfPair(kind, a, b),
  });
  const squares = params.squares ? chosen.map((column) => pair('product', column, column)) : [];
  const made = chosen.flatMap((a, at) =>
    chosen
      .slice(at + 1)
      .flatMap((b) => kinds.filter((kind) => params.kinds.includes(kind)).map((kind) => pair(kind, a, b))),
  );
  return [...squares, ...made];
}
