import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FeaturesPublished } from '@millrace/pipeline-core/events';
import {
  type StoredColumn,
  type ViewShape,
  viewShapeSchema,
  viewTimes,
  whyIncompatible,
} from '@millrace/pipeline-core/features';
import {
  type Catalog,
  offlineColumns,
  type PublishColumns,
  publishColumns,
  publishedShape,
} from '@millrace/pipeline-core/steps';
import { hashFile } from '../../data/artifact-store';
import { writeOnlineRows } from '../../data/online-rows';
import { quoteName, quoteText, sqlTypeOf } from '../../data/sql-text';
import { outputPath } from '../../data/table-store';
import { findColumn, schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob, TableView } from '../executor';
import { toPlainJson } from '../plain-json';
import { writeCutTable } from '../prepare/write-result';
import { requireSettings } from '../require-settings';
import { requireTable } from '../require-table';

/** Writes the rows of a view as they are kept offline, and beside them the newest row of each entity for the online store. */
export const publishFeaturesExecutor: ExecutorFor<Catalog['publish-features']> = {
  kind: 'run',
  async run(job) {
    requireSettings(job);
    const table = requireTable(job, 'table');
    const columns = publishColumns(job.params, schemaOf(table.meta));
    const shape = publishedShape(job.params, columns);
    requireCompatible(job, shape);
    const now = new Date().toISOString().slice(0, -1); // the engine's timestamps are UTC and have no zone
    const stored = offlineColumns(columns).map((column): StoredColumn => {
      const source = findColumn(table.meta, column.name);
      const own = column.name === viewTimes.event || column.name === viewTimes.known;
      return { ...column, sqlType: own || source === undefined ? sqlTypeOf(column) : source.sqlType };
    });
    const result = await writeCutTable(job, {
      query: rowsSql(table, { columns, stored, now }),
      columns: stored,
      from: [table],
    });
    const left = table.rows - result.rows;
    if (left > 0) job.log('warning', `${left} of ${table.rows} rows are left out: a key or a time is missing.`);
    const path = outputPath(job.folder, 'table.online', 'ndjson');
    const online = await writeOnlineRows(job.session, { table: result.path, shape, now, path, place: job.title });
    if (online.future > 0)
      job.log(
        'warning',
        `${online.future} rows speak of a time that is still to come: they are kept, but not online yet.`,
      );
    const event: FeaturesPublished = {
      ...shape,
      name: job.params.view,
      description: job.params.description,
      table: (await hashFile(result.path)).hash,
      online: (await hashFile(path)).hash,
      rows: result.rows,
      entities: online.entities,
      feed: {
        plan: table.meta.plan,
        eventTime: columns.eventTime,
        knownSince: columns.knownSince,
        batches: table.meta.batches,
      },
    };
    job.log('info', `Published ${result.rows} rows of ${online.entities} entities as ${job.params.view}.`);
    return {
      outputs: [...result.outputs, { port: 'table.online', kind: 'file', path }],
      events: [{ topic: 'features-published', payload: toPlainJson(event) }],
    };
  },
};

function rowsSql(
  table: TableView,
  { columns, stored, now }: { columns: PublishColumns; stored: readonly StoredColumn[]; now: string },
): string {
  const moment = (name: string) =>
    name === '' ? `TIMESTAMP ${quoteText(now)}` : `CAST(${quoteName(name)} AS TIMESTAMP)`;
  const cell = ({ name }: StoredColumn) => {
    if (name === viewTimes.event) return `${moment(columns.eventTime)} AS ${name}`;
    if (name === viewTimes.known) return `${moment(columns.knownSince)} AS ${name}`;
    return quoteName(name);
  };
  const needed = [
    ...columns.keys.map(({ name }) => quoteName(name)),
    moment(columns.eventTime),
    moment(columns.knownSince),
  ];
  const there = needed.map((name) => `${name} IS NOT NULL`).join(' AND ');
  return `SELECT __row, ${stored.map(cell).join(', ')} FROM ${table.relation} WHERE ${there} ORDER BY __row`;
}

/** What the view was when the run was planned; whoever publishes meanwhile is asked again when this enters the store. */
function requireCompatible(job: ExecutorJob<{ view: string }>, next: ViewShape): void {
  const before = viewShapeSchema.safeParse(job.facts.view);
  const why = before.success ? whyIncompatible(before.data, next) : null;
  if (why === null) return;
  throw new PipelineError({
    code: 'incompatible-view',
    family: 'pipeline',
    place: `${job.title} › ${job.params.view}`,
    seen: `a table that does not fit the view: ${why}`,
    expected: 'the keys and features the view has, and perhaps more features',
    next: 'Publish under another name, or bring the columns back.',
  });
}
