import { type Catalog, requireColumns, targetColumn } from '@millrace/pipeline-core/steps';
import { profileTable } from '../../data/profile-table';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireTable } from '../require-table';

/** The profile of the Data page for any table of a pipeline. */
export const profileTableExecutor: ExecutorFor<Catalog['profile-table']> = {
  kind: 'run',
  oneThread: true,
  async run(job) {
    const table = requireTable(job, 'table');
    const schema = schemaOf(table.meta);
    const { target: asked } = job.params;
    if (asked !== '') requireColumns(schema, [asked], `${job.title} › target`);
    const target = targetColumn(schema, asked)?.name;
    const { relation, rows, meta } = table;
    const plain = { relation, rows, columns: meta.columns, split: meta.split !== undefined };
    const profile = await profileTable(job.session, plain, target === undefined ? {} : { target });
    for (const { severity, message } of profile.warnings) {
      if (severity === 'high') job.log('warning', message);
    }
    job.log('info', `${rows} rows, ${meta.columns.length} columns, ${profile.warnings.length} things to mind.`);
    return { outputs: [{ port: 'profile', kind: 'metrics', inline: toPlainJson(profile) }] };
  },
};
