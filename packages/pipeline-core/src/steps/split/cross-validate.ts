import { z } from 'zod';
import type { ColumnRole } from '../../schema/column-type';
import type { PropagatedSchema } from '../../schema/propagated';
import type { FoldStrategy } from '../../split/fold-receipt';
import { missingColumnIssues } from '../columns';
import { markingTargetParam, marksParam, seedParam } from '../common-params';
import { defineStep, type StepIssue } from '../define-step';
import { derived, incoming, tableIn } from '../infer';
import { param } from '../param';
import { timeTypes } from '../prepare/comparable';
import { awaitTarget, markedBy, markingIssues, markTarget } from '../target';
import { foldsBy, foldWay } from './split-way';

const names = {
  'k-fold': 'Random',
  stratified: 'Stratified by target',
  grouped: 'Whole groups',
  'time-series': 'In order of time',
} as const satisfies Record<FoldStrategy, string>;

export const crossValidate = defineStep({
  type: 'cross-validate',
  version: 1,
  stage: 'split',
  title: 'Cross-validate',
  summary: 'Divides the train rows into folds; everything up to Evaluate is refitted in each of them.',
  doc: `Every fold is held out once: all steps from here to **Evaluate** and **Compare candidates** run again on the rows of the other folds and are judged on the rows they have not seen. One more run on **all** train rows makes the model that goes on.

- **Random**: every row alone, by the seed. **Stratified**: every fold has its share of each class.
- **Whole groups**: rows with the same group are never on both sides.
- **In order of time**: each fold is predicted from what came before it only.

With **Also for steps behind**, as new steps start, the **target** chosen here is the target of all steps behind, unless one was marked before.

Test rows stay apart: no fold sees them. Inside a fold nothing is learned from the rows held out, early stopping included. The evaluation shows the mean over the folds, how far they spread, and each of them.`,
  synonyms: ['k-fold', 'folds', 'cv', 'resampling', 'time series split', 'group k-fold', 'backtest', 'validation'],
  icon: 'layers',
  params: z.object({
    strategy: param(z.enum(['k-fold', 'stratified', 'grouped', 'time-series']).default('k-fold'), {
      title: 'How',
      labels: names,
    }),
    target: markingTargetParam(),
    marks: marksParam(),
    folds: param(z.int().min(2).max(20).default(5), { title: 'Folds' }),
    group: param(z.string().default(''), {
      title: 'Group',
      description: 'Rows with the same value stay together. Empty: the column marked as group.',
      widget: 'column',
      showWhen: { param: 'strategy', is: ['grouped'] },
    }),
    time: param(z.string().default(''), {
      title: 'Time',
      description: 'What the rows are ordered by. Empty: the column marked as time.',
      widget: 'column',
      columnTypes: timeTypes,
      showWhen: { param: 'strategy', is: ['time-series'] },
    }),
    seed: seedParam(),
  }),
  initial: { marks: true },
  inputs: { table: { type: 'Table', title: 'Table' } },
  outputs: { split: { type: 'Split', title: 'Folds' } },
  flags: { keepsColumns: true, seesLabel: true, deterministic: true },
  marksTarget: 'target',
  marksWhen: 'marks',
  folds: (params) => params.folds,
  splits: { way: foldWay, by: foldsBy },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.1 + rows / 1e6, megabytes: 192 }),
  describe: (params) => `${params.folds} folds, ${names[params.strategy].toLowerCase()}`,
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const table = tableIn(from);
    const issues = settingIssues(params, from);
    if (table === null)
      return { outputs: { split: from.kind === 'needs-run' ? { ...from, split: true } : from }, issues };
    if (table.folds !== undefined) {
      const message = 'These rows have folds already. Remove one of the two Cross-validate steps.';
      issues.push({ code: 'folds-twice', severity: 'error', message, port: 'table' });
    }
    const columns = markTarget(table.columns, markedBy(params));
    const split = derived(from, { ...table, columns, split: true, folds: params.folds });
    return { outputs: { split: awaitTarget(split, markedBy(params)) }, issues };
  },
});

type Settings = { strategy: FoldStrategy; group: string; time: string; target: string; marks: boolean };

function settingIssues(params: Settings, from: PropagatedSchema): StepIssue[] {
  const needed = params.strategy === 'stratified';
  return [...wayIssues(params, from), ...markingIssues(from, { target: params.target, needed, marks: params.marks })];
}

function wayIssues(params: Settings, from: PropagatedSchema): StepIssue[] {
  switch (params.strategy) {
    case 'k-fold':
    case 'stratified':
      return [];
    case 'grouped':
      return columnIssues(from, { param: 'group', name: params.group });
    case 'time-series':
      return columnIssues(from, { param: 'time', name: params.time });
  }
}

/** The column named, else the one whose role is the parameter's name, must be there. */
function columnIssues(from: PropagatedSchema, { param, name }: { param: 'group' | 'time'; name: string }): StepIssue[] {
  if (name !== '') return missingColumnIssues(from, [name], param);
  const role: ColumnRole = param;
  if (from.kind !== 'known' || from.table.columns.some((column) => column.role === role)) return [];
  const message = `No column is marked as the ${param}. Choose it here, or mark it in Select columns.`;
  return [{ code: `no-${param}`, severity: 'error', message, param }];
}
