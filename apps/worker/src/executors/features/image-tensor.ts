import { type Catalog, imageColumns } from '@millrace/pipeline-core/steps';
import { registerPixels } from '../../data/register-pixels';
import { quoteName, quoteNames, sqlTypeOf } from '../../data/sql-text';
import { reservedIn, schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { writeCutTable } from '../prepare/write-result';
import { requireSettings } from '../require-settings';
import { requireTable } from '../require-table';

/** Files that the log names. */
const named = 5;

/** Image files become vectors of pixels; rows keep their numbers, marks and order. */
export const imageTensorExecutor: ExecutorFor<Catalog['image-tensor']> = {
  kind: 'run',
  async run(job) {
    requireSettings(job);
    const table = requireTable(job, 'table');
    const { source, made, columns } = imageColumns(job.params, schemaOf(table.meta));
    if (source === null) throw new Error('a step without files was let through');
    const { name: toPixels, unreadable } = await registerPixels(job.session, job.params);
    const stored = new Map(table.meta.columns.map((column) => [column.name, column]));
    const kept = columns.flatMap(({ name }) => (name === made ? [] : (stored.get(name) ?? [])));
    const image = { name: made, type: 'vector', role: 'feature' } as const;
    const cells = [...reservedIn(table.meta), ...kept.map(({ name }) => name)];
    const result = await writeCutTable(job, {
      query: `SELECT ${quoteNames(cells)}, ${toPixels}(__row, ${quoteName(source)}) AS ${quoteName(made)} FROM ${table.relation}`,
      columns: [...kept, { ...image, sqlType: sqlTypeOf(image) }],
      from: [table],
      split: table.meta.split,
    });
    job.log('info', `${result.rows - unreadable.size} of ${result.rows} files became images.`);
    if (unreadable.size > 0) job.log('warning', told(unreadable));
    return { outputs: result.outputs };
  },
};

function told(unreadable: ReadonlyMap<number, string>): string {
  const first = [...unreadable].sort(([a], [b]) => a - b).slice(0, named);
  const rows = first.map(([row, why]) => `row ${row}: ${why}`).join('; ');
  const more = unreadable.size > named ? `; and ${unreadable.size - named} more` : '';
  const count =
    unreadable.size === 1 ? '1 file could not be read and has' : `${unreadable.size} files could not be read and have`;
  return `${count} no image (${rows}${more}).`;
}
