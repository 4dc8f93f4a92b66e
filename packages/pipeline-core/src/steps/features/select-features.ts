import { z } from 'zod';
import { percentText } from '../../percent';
import type { ColumnType } from '../../schema/column-type';
import type { PropagatedSchema } from '../../schema/propagated';
import type { Column, TableSchema } from '../../schema/table-schema';
import { chosenColumns, missingColumnIssues, wrongTypeIssues } from '../columns';
import { seedParam, targetParam } from '../common-params';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';
import { settingError } from '../refuse';
import { targetColumn, targetIssues } from '../target';
import { taskParam } from '../train/task-param';
import { featureRankingSchema } from './feature-ranking';
import { selectDoc } from './select-doc';

const judgedTypes: readonly ColumnType[] = ['boolean', 'integer', 'number', 'text'];
const tested: readonly string[] = ['chi-squared', 'anova'];
const needsTarget = { param: 'method', is: ['chi-squared', 'mutual-information', 'anova', 'correlation', 'trees'] };

export const selectMethods = {
  'mutual-information': { title: 'Mutual information', measure: 'Information' },
  'chi-squared': { title: 'Chi-squared', measure: 'Chi-squared' },
  anova: { title: 'ANOVA F', measure: 'F' },
  correlation: { title: 'Correlation with the target', measure: 'Correlation' },
  variance: { title: 'Variance', measure: 'Variance' },
  trees: { title: 'Importance in boosted trees', measure: 'Importance' },
} as const;

const methodNames = ['mutual-information', 'chi-squared', 'anova', 'correlation', 'variance', 'trees'] as const;

const paramsSchema = z.object({
  method: param(z.enum(methodNames).default('mutual-information'), {
    title: 'Judged by',
    labels: Object.fromEntries(methodNames.map((name) => [name, selectMethods[name].title])),
  }),
  keep: param(z.enum(['best', 'share', 'threshold', 'significant']).default('best'), {
    title: 'Keep',
    labels: {
      best: 'The best',
      share: 'A share of them',
      threshold: 'All above a score',
      significant: 'All that are significant',
    },
  }),
  count: param(z.int().min(1).max(100_000).default(20), {
    title: 'How many',
    showWhen: { param: 'keep', is: ['best'] },
  }),
  share: param(z.number().min(0.01).max(1).default(0.5), {
    title: 'Share',
    widget: 'percent',
    showWhen: { param: 'keep', is: ['share'] },
  }),
  threshold: param(z.number().default(0), { title: 'Score above', showWhen: { param: 'keep', is: ['threshold'] } }),
  significance: param(z.number().gt(0).max(1).default(0.05), {
    title: 'p below',
    description: 'For chi-squared and ANOVA F.',
    showWhen: { param: 'keep', is: ['significant'] },
  }),
  mostAlike: param(z.number().min(0.1).max(1).default(0.95), {
    title: 'Most alike',
    description: 'A number that correlates more than this with a better one goes. 1: none goes.',
    widget: 'slider',
    showWhen: { param: 'method', is: ['correlation'] },
  }),
  columns: param(z.array(z.string()).default([]), {
    title: 'Columns to judge',
    description: 'None chosen: every feature. Others stay.',
    placeholder: 'All (none chosen)',
    widget: 'columns',
    columnTypes: judgedTypes,
    advanced: true,
  }),
  task: taskParam({ title: 'The target is', showWhen: needsTarget, advanced: true }),
  target: targetParam({ showWhen: needsTarget }),
  seed: seedParam({ showWhen: { param: 'method', is: ['trees'] } }),
});
export type SelectParams = z.output<typeof paramsSchema>;

export const selectFeatures = defineStep({
  type: 'select-features',
  version: 1,
  stage: 'features',
  title: 'Select features',
  summary: 'Keeps the features that tell most about the target, and says why the others go.',
  doc: selectDoc,
  synonyms: [
    'feature selection',
    'selectkbest',
    'chi2',
    'chi-squared',
    'mutual information',
    'anova',
    'variance threshold',
    'feature importance',
    'ranking',
    'drop correlated',
  ],
  icon: 'list-filter',
  params: paramsSchema,
  inputs: tableIn,
  outputs: { ...fittedTableOut, ranking: { type: 'Metrics', title: 'Ranking' } },
  flags: { rowWise: true, fits: true, deterministic: true },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.2 + rows / (params.method === 'trees' ? 1e5 : 1e6), megabytes: 384 }),
  describe(params) {
    const { title } = selectMethods[params.method];
    const kept = {
      best: `best ${params.count}`,
      share: `best ${percentText(params.share * 100, 0)}`,
      threshold: `above ${params.threshold}`,
      significant: `p below ${params.significance}`,
    }[params.keep];
    return `${title}, ${kept}`;
  },
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => ({
        table,
        issues: [
          ...gone,
          ...wrongTypeIssues(table, params.columns, judgedTypes, 'columns'),
          ...settingIssues(params, from),
        ],
        reason: 'Which features stay is known after the step has run.',
      }),
      ['fitted', 'ranking'],
    );
  },
  fitted: featureRankingSchema,
  toPlan(_params, fitted, input) {
    if (fitted === null) return [];
    const { features } = featureRankingSchema.parse(fitted.state);
    const dropped = new Set(features.flatMap(({ feature, kept }) => (kept ? [] : [feature])));
    return [{ select: input.columns.map(({ name }) => name).filter((name) => !dropped.has(name)) }];
  },
});

function settingIssues(params: SelectParams, from: PropagatedSchema): StepIssue[] {
  const issues = params.method === 'variance' ? [] : targetIssues(from, params.target);
  if (params.keep !== 'significant' || tested.includes(params.method)) return issues;
  const message = `${selectMethods[params.method].title} is no test, so nothing is significant by it. Keep the best, or choose Chi-squared or ANOVA F.`;
  return [...issues, settingError('no-test', message, 'keep')];
}

/** The features that are judged: the named ones, else every feature of a type that can be. Never the target. */
export function judgedColumns(
  params: Pick<SelectParams, 'columns' | 'method' | 'target'>,
  table: TableSchema,
): Column[] {
  const target = params.method === 'variance' ? null : targetColumn(table, params.target);
  return chosenColumns(table, params.columns, judgedTypes).filter(({ name }) => name !== target?.name);
}
