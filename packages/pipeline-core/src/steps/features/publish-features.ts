import { z } from 'zod';
import { type ViewShape, viewKeyTypes, viewTimes } from '../../features/feature-view';
import type { Column, TableSchema } from '../../schema/table-schema';
import { typeInWords } from '../../schema/type-in-words';
import { missingColumnIssues, wrongTypeIssues } from '../columns';
import { defineStep, type StepIssue } from '../define-step';
import { derived, incoming, tableIn as knownTable, unmarked } from '../infer';
import { param } from '../param';
import { tableIn } from '../ports';
import { settingError } from '../refuse';
import { viewParam } from './view-param';

export const ageUnits = { minutes: 60, hours: 3600, days: 86_400 } as const;

const times = ['date', 'timestamp'] as const;

const paramsSchema = z.object({
  view: viewParam('features', 'Is made if it is not there. The same name again adds to it.'),
  description: param(z.string().max(2000).default(''), { title: 'What it holds', widget: 'multiline' }),
  keys: param(z.array(z.string()).default([]), {
    title: 'Entity keys',
    description: 'What the features belong to, as a customer id. Empty: the columns marked as id.',
    widget: 'columns',
    columnTypes: viewKeyTypes,
  }),
  features: param(z.array(z.string()).default([]), {
    title: 'Features',
    description: 'None chosen: every feature of the table.',
    placeholder: 'All (none chosen)',
    widget: 'columns',
  }),
  eventTime: param(z.string().default(''), {
    title: 'Event time',
    description: 'What time the values speak of. Empty: the column marked as time, else the moment of the run.',
    widget: 'column',
    columnTypes: times,
  }),
  knownSince: param(z.string().default(''), {
    title: 'Known since',
    description: 'When the values could be known. Empty: the moment of the run.',
    widget: 'column',
    columnTypes: times,
  }),
  maxAge: param(z.number().positive().nullable().default(null), {
    title: 'Too old after',
    description: 'Older values count as missing when they are looked up. Empty: never too old.',
    placeholder: 'Never',
  }),
  unit: param(z.enum(['minutes', 'hours', 'days']).default('days'), {
    title: 'Unit',
    labels: { minutes: 'Minutes', hours: 'Hours', days: 'Days' },
  }),
});
export type PublishParams = z.output<typeof paramsSchema>;

/** Which columns of a table become what of a view. A time that is empty is the moment of the run. */
export type PublishColumns = { keys: Column[]; features: Column[]; eventTime: string; knownSince: string };

export function publishColumns(params: PublishParams, table: TableSchema): PublishColumns {
  const named = (names: readonly string[]) => table.columns.filter(({ name }) => names.includes(name));
  const byRole = (role: Column['role']) => table.columns.filter((column) => column.role === role);
  const keys = params.keys.length > 0 ? named(params.keys) : byRole('id');
  const eventTime = params.eventTime || (byRole('time').find(({ type }) => isTime(type))?.name ?? '');
  const used = new Set([...keys.map(({ name }) => name), eventTime, params.knownSince]);
  const chosen = params.features.length > 0 ? named(params.features) : byRole('feature');
  return { keys, eventTime, knownSince: params.knownSince, features: chosen.filter(({ name }) => !used.has(name)) };
}

/** The view that a table becomes. */
export function publishedShape(params: PublishParams, { keys, features }: PublishColumns): ViewShape {
  const plain = ({ name, type, float32 }: Column) => ({ name, type, ...(float32 === undefined ? {} : { float32 }) });
  const ttlSeconds = params.maxAge === null ? null : Math.max(1, Math.round(params.maxAge * ageUnits[params.unit]));
  return { keys: keys.map(plain), features: features.map(plain), ttlSeconds };
}

export const publishFeatures = defineStep({
  type: 'publish-features',
  version: 1,
  stage: 'features',
  title: 'Publish features',
  summary: 'Keeps a table as a feature view: its history for training, its newest rows for requests.',
  doc: `A **feature view** holds features of an entity, such as a customer. Training looks up what they were at the time of each row (Look up features); requests get the newest values by key within milliseconds.

Every row has two times. **Event time** is what time its values speak of. **Known since** is when they could be known: a correction made on Friday for Monday speaks of Monday and is known since Friday.

The newest row of each entity goes online when the step ends; an older row never replaces a newer one. Rows of the future stay offline until a later run publishes them. Rows without a key or a time are left out, and the log counts them. A view can gain features, but not lose or change them.

**Example.** Keys \`customer\`, event time \`day\`, features \`orders_30d\` and \`basket_mean\`: the view \`customer-orders\`.`,
  synonyms: ['feature store', 'feature view', 'online', 'materialize', 'materialise', 'feast', 'entity'],
  icon: 'database-zap',
  params: paramsSchema,
  inputs: tableIn,
  outputs: { table: { type: 'Table', title: 'Published rows' } },
  flags: { effect: true, changesRowCount: true, deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 5e5, megabytes: 192 + rows / 5e3 }),
  describe: (params) => params.view,
  references: (params) => [{ name: 'view', kind: 'feature-view', view: params.view, use: 'publish' }],
  whyDropped: () => 'A key or a time of it is missing.',
  inferSchema(params, inputs) {
    const from = incoming(inputs, 'table');
    const issues = [
      ...missingColumnIssues(from, params.keys, 'keys'),
      ...missingColumnIssues(from, params.features, 'features'),
      ...(params.eventTime === '' ? [] : missingColumnIssues(from, [params.eventTime], 'eventTime')),
      ...(params.knownSince === '' ? [] : missingColumnIssues(from, [params.knownSince], 'knownSince')),
    ];
    const table = knownTable(from);
    if (table === null) return { outputs: { table: unmarked(from) }, issues };
    const columns = publishColumns(params, table);
    issues.push(...typeIssues(params, table, columns), ...shapeIssues(columns));
    return { outputs: { table: derived(from, { columns: offlineColumns(columns), split: false }) }, issues };
  },
});

/** Columns of the offline table: keys, the two times, features. */
export function offlineColumns({ keys, features }: PublishColumns): Column[] {
  return [
    ...keys.map((column): Column => ({ ...column, role: 'id' })),
    { name: viewTimes.event, type: 'timestamp', role: 'time' },
    { name: viewTimes.known, type: 'timestamp', role: 'ignore' },
    ...features.map((column): Column => ({ ...column, role: 'feature' })),
  ];
}

const isTime = (type: Column['type']) => type === 'date' || type === 'timestamp';

function typeIssues(
  params: PublishParams,
  table: TableSchema,
  { keys, eventTime, knownSince }: PublishColumns,
): StepIssue[] {
  const names = keys.map(({ name }) => name);
  return [
    ...wrongTypeIssues(table, names, viewKeyTypes, 'keys'),
    ...(eventTime === '' ? [] : wrongTypeIssues(table, [eventTime], times, 'eventTime')),
    ...(knownSince === '' ? [] : wrongTypeIssues(table, [params.knownSince], times, 'knownSince')),
  ];
}

function shapeIssues({ keys, features }: PublishColumns): StepIssue[] {
  const issues: StepIssue[] = [];
  if (keys.length === 0)
    issues.push(settingError('no-keys', 'Choose the columns that name the entity, or mark one as id.', 'keys'));
  if (features.length === 0)
    issues.push(settingError('no-features', 'No column is left to be a feature. Choose at least one.', 'features'));
  for (const { name, type } of features) {
    if (type === 'sparse' || type === 'bytes')
      issues.push(
        settingError(
          'column-type',
          `\`${name}\` is ${typeInWords(type)}, which no request can be answered with. Take it out.`,
          'features',
        ),
      );
  }
  const own = new Set<string>(Object.values(viewTimes));
  for (const { name } of [...keys, ...features]) {
    if (own.has(name.toLowerCase()))
      issues.push(
        settingError(
          'reserved-name',
          `\`${name}\` is what the view calls its own time. Choose it as a time, or rename it.`,
          'features',
        ),
      );
  }
  return issues;
}
