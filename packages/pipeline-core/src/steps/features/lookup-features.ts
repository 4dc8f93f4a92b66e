import { z } from 'zod';
import { type Column, isPlatformName, type TableSchema } from '../../schema/table-schema';
import { typeInWords } from '../../schema/type-in-words';
import { missingColumnIssues, uniqueName, wrongTypeIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { derived, incoming, tableIn as knownTable } from '../infer';
import { param } from '../param';
import { sameTableOut, tableIn } from '../ports';
import { comparable } from '../prepare/comparable';
import { settingError } from '../refuse';
import { viewParam } from './view-param';

const paramsSchema = z.object({
  view: viewParam('features', 'A view that a step Publish features made.'),
  keys: param(
    z
      .array(
        z.object({
          column: param(z.string().default(''), { title: 'Column here', widget: 'column', port: 'table' }),
          key: param(z.string().default(''), { title: 'Key of the view' }),
        }),
      )
      .max(20)
      .default([]),
    { title: 'Where these are equal', description: 'Empty: the columns that are called as the keys are.' },
  ),
  time: param(z.string().default(''), {
    title: 'Time of the row',
    description: 'Features are taken as they were then. Empty: the column marked as time.',
    widget: 'column',
    columnTypes: ['date', 'timestamp'],
  }),
  mode: param(z.enum(['default', 'strict']).default('default'), {
    title: 'Which values',
    labels: { default: 'Of that time, corrected later or not', strict: 'As they were known at that time' },
  }),
  features: param(z.array(z.string()).default([]), {
    title: 'Features',
    description: 'One per line. Empty: all of the view.',
  }),
});
export type LookupParams = z.output<typeof paramsSchema>;

/** A view as a step sees it: its keys have the role id, its features the role feature. */
export type LookupColumns = {
  keys: { column: string; key: string }[];
  time: string;
  /** `name` is the column here. */
  features: { feature: string; name: string; column: Column }[];
};

/** What a look-up does to a table; a feature whose name is taken gets the name of the view before it. */
export function lookupColumns(params: LookupParams, table: TableSchema, view: TableSchema): LookupColumns {
  const ids = view.columns.filter(({ role }) => role === 'id').map(({ name }) => name);
  const keys = ids.map((key) => ({ key, column: params.keys.find((pair) => pair.key === key)?.column || key }));
  const time = params.time || (table.columns.find(({ role, type }) => role === 'time' && isTime(type))?.name ?? '');
  const taken = new Set(table.columns.map(({ name }) => name.toLowerCase()));
  const wanted = view.columns.filter(
    ({ name, role }) => role === 'feature' && (params.features.length === 0 || params.features.includes(name)),
  );
  const features = wanted.map((column) => {
    const base = taken.has(column.name.toLowerCase()) ? `${params.view}__${column.name}` : column.name;
    const name = uniqueName(base, taken);
    return { feature: column.name, name, column: { ...column, name } };
  });
  return { keys, time, features };
}

const isTime = (type: Column['type']) => type === 'date' || type === 'timestamp';

export const lookupFeatures = defineStep({
  type: 'lookup-features',
  version: 1,
  stage: 'features',
  title: 'Look up features',
  summary: 'Adds features of a feature view, as they were at the time of each row.',
  doc: `For each row the newest values of its entity at or **before the time of the row** are added; what came later is never used. Where the view has none, or only ones that are too old by the view's own limit, the features are missing. Every row stays.

- **Of that time**: a value that was corrected later counts as corrected.
- **As they were known at that time**: only what was known then, which is what a request would have got then. Choose this where values arrive late.

A model behind this step asks its callers for the **keys** only: the endpoint looks the features up itself, in memory. Put the step before preparation: it cuts the feature plan, so that a model asks for the other columns as they come in here. Behind a later join or grouping the features are columns like any other, and callers send them.

**Example.** View \`customer-orders\`, key \`customer\`, time \`asked_at\`: each row with \`orders_30d\` as it was then.`,
  synonyms: ['feature store', 'feature view', 'point in time', 'as-of', 'as of', 'join', 'feast', 'online', 'history'],
  icon: 'database-search',
  params: paramsSchema,
  inputs: tableIn,
  outputs: sameTableOut,
  flags: { deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 3e5, megabytes: 256 + rows / 4e3 }),
  describe: (params) => `${params.view}${params.mode === 'strict' ? ', as known then' : ''}`,
  references: (params) => [{ name: 'view', kind: 'feature-view', view: params.view, use: 'read' }],
  inferSchema(params, inputs, context) {
    const from = incoming(inputs, 'table');
    const named = params.keys.map(({ column }) => column).filter((name) => name !== '');
    const issues = missingColumnIssues(from, named, 'keys');
    if (params.time !== '') issues.push(...missingColumnIssues(from, [params.time], 'time'));
    const found = context?.references.view;
    const view = found != null && 'several' in found ? undefined : found; // only batches come as several tables
    if (view === null)
      issues.push(
        settingError('view-gone', 'There is no feature view of this name. Publish one, or choose another.', 'view'),
      );
    const table = knownTable(from);
    if (table === null) return { outputs: { table: from }, issues };
    if (view === undefined || view === null)
      return { outputs: { table: derived(from, table, 'The features of the view are not known yet.') }, issues };
    const columns = lookupColumns(params, table, view);
    issues.push(...lookupIssues(params, { table, view, columns }));
    const added = columns.features.map(({ column }) => column);
    return { outputs: { table: derived(from, { ...table, columns: [...table.columns, ...added] }) }, issues };
  },
});

function lookupIssues(
  params: LookupParams,
  { table, view, columns }: { table: TableSchema; view: TableSchema; columns: LookupColumns },
): StepIssue[] {
  const issues: StepIssue[] = [];
  for (const { column, key } of columns.keys) {
    const mine = table.columns.find(({ name }) => name === column);
    const theirs = view.columns.find(({ name }) => name === key);
    if (mine === undefined)
      issues.push(settingError('no-key', `The view is found by \`${key}\`. Say which column here holds it.`, 'keys'));
    else if (theirs !== undefined && !comparable(mine.type, theirs.type)) {
      const message = `\`${column}\` is ${typeInWords(mine.type)}, the key \`${key}\` is ${typeInWords(theirs.type)}: they are never equal. Cast the column before.`;
      issues.push({
        ...settingError('key-types', message, 'keys'),
        fix: { addStep: 'cast-types', title: 'Add Cast types before' },
      });
    }
  }
  if (columns.time === '')
    issues.push(settingError('no-time', 'Choose the time of the rows, or mark a column as time.', 'time'));
  else issues.push(...wrongTypeIssues(table, [columns.time], ['date', 'timestamp'], 'time'));
  const known = new Set(view.columns.filter(({ role }) => role === 'feature').map(({ name }) => name));
  for (const name of params.features.filter((feature) => !known.has(feature) || isPlatformName(feature)))
    issues.push(
      settingError(
        'no-feature',
        `The view has no feature \`${name}\`. It has ${[...known].slice(0, 5).join(', ')}.`,
        'features',
      ),
    );
  return issues;
}
