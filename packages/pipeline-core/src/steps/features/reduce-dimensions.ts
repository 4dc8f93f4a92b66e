import { z } from 'zod';
import { percentText } from '../../percent';
import type { PropagatedSchema } from '../../schema/propagated';
import type { Column, TableSchema } from '../../schema/table-schema';
import { chosenColumns, missingColumnIssues, nameList, nothingToDo, numberTypes, wrongTypeIssues } from '../columns';
import { columnsParam } from '../columns-param';
import { defineStep, type StepIssue } from '../define-step';
import { incoming, inferTable } from '../infer';
import { param } from '../param';
import { fittedTableOut, tableIn } from '../ports';
import { settingError } from '../refuse';
import { componentNames, pcaNodes, pcaStateSchema } from './pca-plan';

/** A component reads every column: an expression may have 2,000 parts (expression.md 7). */
const mostColumns = 200;
const mostTerms = 10_000;

const paramsSchema = z.object({
  columns: columnsParam(numberTypes, 'number'),
  keep: param(z.enum(['count', 'share']).default('count'), {
    title: 'Keep',
    labels: { count: 'A number of components', share: 'A share of the variance' },
  }),
  count: param(z.int().min(1).max(mostColumns).default(2), {
    title: 'Components',
    showWhen: { param: 'keep', is: ['count'] },
  }),
  share: param(z.number().min(0.01).max(1).default(0.95), {
    title: 'Variance to explain',
    widget: 'percent',
    showWhen: { param: 'keep', is: ['share'] },
  }),
  standardise: param(z.boolean().default(true), {
    title: 'Standardise before',
    description: 'Else the column with the largest numbers decides.',
  }),
  keepColumns: param(z.boolean().default(false), { title: 'Keep the columns', advanced: true }),
});
export type PcaParams = z.output<typeof paramsSchema>;

export const reduceDimensions = defineStep({
  type: 'reduce-dimensions',
  version: 1,
  stage: 'features',
  title: 'Reduce dimensions',
  summary: 'Replaces many numbers by the few directions in which the rows differ most (PCA).',
  doc: `**Principal component analysis** (Pearson 1901, Hotelling 1933): each component is a weighted sum of the columns, uncorrelated with the others, and the first ones hold most of the variance. Learned from **train rows** by the eigenvectors of their covariances, or of their correlations when *standardised*.

The sign of a component is free; here its largest weight is positive, so that runs can be compared. Components replace the columns and are called \`pc1\`, \`pc2\`, …

Rows with a missing number have no components: fill gaps before. The second output lists how much each component explains and what weighs most in it.`,
  synonyms: ['pca', 'principal components', 'svd', 'dimensionality reduction', 'eigenvectors', 'compress', 'embedding'],
  icon: 'shrink',
  params: paramsSchema,
  inputs: tableIn,
  outputs: { ...fittedTableOut, variance: { type: 'Metrics', title: 'Explained variance' } },
  flags: { rowWise: true, fits: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.2 + rows / 2e5, megabytes: 256 }),
  describe: ({ keep, count, share, standardise }) =>
    `PCA, ${keep === 'count' ? `${count} components` : `${percentText(share * 100, 0)} of the variance`}${standardise ? '' : ', not standardised'}`,
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const gone = missingColumnIssues(from, params.columns, 'columns');
    return inferTable(
      from,
      (table) => {
        const wrong = wrongTypeIssues(table, params.columns, numberTypes, 'columns');
        return { ...reduced(params, table), issues: [...gone, ...wrong, ...settingIssues(params, table, from)] };
      },
      ['fitted', 'variance'],
    );
  },
  fitted: pcaStateSchema,
  toPlan(params, fitted, input) {
    if (fitted !== null) return pcaNodes(pcaStateSchema.parse(fitted.state), params, input);
    if (params.keep === 'share') return [];
    const columns = pcaColumns(params, input).map(({ name }) => ({ name, mean: 0, scale: 1 }));
    const neutral = { weights: columns.map(() => 0), variance: 0, share: 0 };
    const components = Array.from({ length: Math.min(params.count, columns.length) }, () => neutral);
    return pcaNodes({ v: 1, kind: 'principal-components', rows: 0, columns, components }, params, input);
  },
});

/** The numbers that are reduced, for the executor as well. */
export function pcaColumns(params: Pick<PcaParams, 'columns'>, table: TableSchema): Column[] {
  return chosenColumns(table, params.columns, numberTypes).filter(({ type }) => numberTypes.includes(type));
}

function reduced(params: PcaParams, table: TableSchema): { table: TableSchema; reason?: string } {
  const chosen = pcaColumns(params, table);
  if (chosen.length === 0) return { table };
  const sources = new Set(chosen.map(({ name }) => name));
  const others = params.keepColumns ? table.columns : table.columns.filter(({ name }) => !sources.has(name));
  if (params.keep === 'share')
    return {
      table: { ...table, columns: others },
      reason: 'How many components are needed is known after the step has run.',
    };
  const made = componentNames(Math.min(params.count, chosen.length), table).map(
    (name): Column => ({ name, type: 'number', role: 'feature' }),
  );
  return { table: { ...table, columns: [...others, ...made] } };
}

function settingIssues(params: PcaParams, table: TableSchema, from: PropagatedSchema): StepIssue[] {
  const chosen = pcaColumns(params, table);
  const issues: StepIssue[] = [];
  const terms = chosen.length * (params.keep === 'count' ? Math.min(params.count, chosen.length) : 1);
  if (chosen.length > mostColumns || terms > mostTerms) {
    const message = `${chosen.length} columns are chosen; at most ${mostColumns} are reduced, and ${mostTerms} weights in all. Choose the columns that belong together, or fewer components.`;
    issues.push(settingError('too-many-columns', message, 'columns'));
  }
  if (chosen.length === 0) issues.push(...nothingToDo(from, { kind: 'number', done: 'reduced' }));
  const gaps = chosen.filter(({ missing }) => (missing ?? 0) > 0).map(({ name }) => name);
  if (gaps.length > 0) {
    const message = `${nameList(gaps)} ${gaps.length === 1 ? 'has' : 'have'} missing values: such rows would have no components. Fill them first.`;
    const fix = { addStep: 'impute-missing', title: 'Add Impute missing before' };
    issues.push({ code: 'missing-values', severity: 'warning', message, param: 'columns', fix });
  }
  return issues;
}
