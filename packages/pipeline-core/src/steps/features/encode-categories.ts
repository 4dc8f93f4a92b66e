import { z } from 'zod';
import type { ColumnType } from '../../schema/column-type';
import type { PropagatedSchema } from '../../schema/propagated';
import type { Column, TableSchema } from '../../schema/table-schema';
import { chosenColumns, missingColumnIssues, wrongTypeIssues } from '../columns';
import { columnsParam } from '../columns-param';
import { seedParam, targetParam } from '../common-params';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';
import { settingError } from '../refuse';
import { chosenTargetIssues, targetColumn, targetIssues } from '../target';
import { taskParam } from '../train/task-param';
import { encodeDoc } from './encode-doc';
import { encodeNodes, encodeStateSchema, hashNames } from './encode-plan';

export const encodeTypes: readonly ColumnType[] = ['text', 'boolean', 'integer'];
const byDefault: readonly ColumnType[] = ['text'];
const ofTarget = { param: 'method', is: ['target'] };

const paramsSchema = z.object({
  columns: columnsParam(encodeTypes, 'text column'),
  method: param(z.enum(['one-hot', 'ordinal', 'frequency', 'hashing', 'target']).default('one-hot'), {
    title: 'Method',
    labels: {
      'one-hot': 'One-hot',
      ordinal: 'Ordinal',
      frequency: 'Frequency',
      hashing: 'Hashing',
      target: 'Mean of the target',
    },
  }),
  maxCategories: param(z.int().min(1).max(500).default(30), {
    title: 'Most categories per column',
    description: 'The most frequent ones; the rest is "other".',
    showWhen: { param: 'method', is: ['one-hot'] },
  }),
  other: param(z.boolean().default(true), {
    title: 'Column for all others',
    showWhen: { param: 'method', is: ['one-hot'] },
  }),
  buckets: param(z.int().min(2).max(1024).default(32), {
    title: 'Buckets per column',
    description: 'More buckets: fewer categories share one.',
    showWhen: { param: 'method', is: ['hashing'] },
  }),
  smoothing: param(z.number().min(0).max(1e6).default(10), {
    title: 'Smoothing',
    description: 'As many rows with the overall mean are added to each category.',
    unit: 'rows',
    showWhen: ofTarget,
  }),
  folds: param(z.int().min(2).max(20).default(5), {
    title: 'Folds',
    description: 'A train row is encoded by the labels of the other folds only.',
    showWhen: ofTarget,
  }),
  task: taskParam({ title: 'The target is', showWhen: ofTarget, advanced: true }),
  maxClasses: param(z.int().min(2).max(50).default(10), {
    title: 'Most classes',
    description: 'Of more than two classes each gets a column, except the most frequent one.',
    showWhen: ofTarget,
    advanced: true,
  }),
  target: targetParam({ showWhen: ofTarget }),
  seed: seedParam({ showWhen: ofTarget }),
});
export type EncodeParams = z.output<typeof paramsSchema>;

export const encodeCategories = defineStep({
  type: 'encode-categories',
  version: 1,
  stage: 'features',
  title: 'Encode categories',
  summary: 'Turns categories into numbers: 0 and 1 for each, rank, share, hash buckets, or the mean of the target.',
  doc: encodeDoc,
  synonyms: [
    'one-hot',
    'onehot',
    'dummy',
    'ordinal',
    'label encoding',
    'frequency',
    'get_dummies',
    'target encoding',
    'mean encoding',
    'hashing trick',
    'feature hashing',
  ],
  icon: 'tags',
  params: paramsSchema,
  inputs: tableIn,
  outputs: fittedTableOut,
  flags: { rowWise: true, fits: true, outOfFold: true, deterministic: true },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.1 + (rows / 5e5) * (params.method === 'target' ? 3 : 1), megabytes: 256 }),
  describe: describeMethod,
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => {
        const issues = [
          ...gone,
          ...wrongTypeIssues(table, params.columns, encodeTypes, 'columns'),
          ...(params.method === 'target'
            ? ofTargetIssues(params, from, table)
            : chosenTargetIssues(table, params.columns, 'its answers would become numbers, or columns to learn from')),
        ];
        return { ...encodedTable(params, table), issues };
      },
      ['fitted'],
    );
  },
  fitted: encodeStateSchema,
  toPlan(params, fitted, input) {
    if (fitted !== null) return encodeNodes(encodeStateSchema.parse(fitted.state), params, input);
    if (params.method === 'one-hot' || (params.method === 'target' && !isOneMean(params, input))) return [];
    const columns = encodeTargets(params, input.columns).map(({ name }) => ({ name, rows: 0, levels: [] }));
    return encodeNodes({ columns, target: { name: '', classes: null, priors: [0] } }, params, input);
  },
});

function describeMethod(params: EncodeParams): string {
  switch (params.method) {
    case 'one-hot':
      return `One-hot, up to ${params.maxCategories}`;
    case 'ordinal':
      return 'Ordinal';
    case 'frequency':
      return 'Frequency';
    case 'hashing':
      return `Hashing, ${params.buckets} buckets`;
    case 'target':
      return `Mean of the target, ${params.folds} folds`;
  }
}

/** Columns the step encodes, also for the executor that learns the categories. Never the target. */
export function encodeTargets(
  params: Pick<EncodeParams, 'columns' | 'method' | 'target'>,
  columns: readonly Column[],
): Column[] {
  const table = { columns: [...columns], split: false };
  const target = params.method === 'target' ? targetColumn(table, params.target)?.name : undefined;
  return chosenColumns(table, params.columns, byDefault).filter(({ name }) => name !== target);
}

function ofTargetIssues(params: EncodeParams, from: PropagatedSchema, table: TableSchema): StepIssue[] {
  const target = targetColumn(table, params.target);
  if (target === null || !params.columns.includes(target.name)) return targetIssues(from, params.target);
  const message = `\`${target.name}\` is the target: it cannot be encoded by its own mean. Take it out of the columns.`;
  return [settingError('target-encoded', message, 'columns')];
}

/** Whether the target surely gives one column: a number, or one of two classes. */
function isOneMean(params: EncodeParams, table: TableSchema): boolean {
  const target = targetColumn(table, params.target);
  if (target === null) return false;
  if (target.type === 'boolean' || (target.type === 'number' && params.task !== 'classification')) return true;
  return params.task === 'regression' || (target.distinct !== undefined && target.distinct <= 2);
}

function encodedTable(params: EncodeParams, table: TableSchema): { table: TableSchema; reason?: string } {
  const encoded = new Set(encodeTargets(params, table.columns).map((column) => column.name));
  if (encoded.size === 0) return { table };
  const others = table.columns.filter((column) => !encoded.has(column.name));
  if (params.method === 'one-hot')
    return {
      table: { ...table, columns: others },
      reason: 'The columns of the categories are known after the step has run.',
    };
  if (params.method === 'hashing') {
    const made = hashNames([...encoded], params.buckets, table).flat();
    const buckets = made.map((name): Column => ({ name, type: 'integer', role: 'feature', missing: 0 }));
    return { table: { ...table, columns: [...others, ...buckets] } };
  }
  if (params.method === 'target' && !isOneMean(params, table))
    return {
      table: { ...table, columns: others },
      reason: 'One column per class: they are known after the step has run.',
    };
  const type = params.method === 'ordinal' ? ('integer' as const) : ('number' as const);
  const toNumber = ({ distinct: _distinct, ...column }: Column): Column => ({ ...column, type, missing: 0 });
  const columns = table.columns.map((column) => (encoded.has(column.name) ? toNumber(column) : column));
  return { table: { ...table, columns } };
}
