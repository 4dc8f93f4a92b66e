import { PipelineError } from '@millrace/pipeline-core/errors';
import { type Catalog, imageColumns, numbersOfImage } from '@millrace/pipeline-core/steps';
import { registerPixels } from '../../data/register-pixels';
import { quoteName, quoteNames, sqlTypeOf } from '../../data/sql-text';
import { reservedIn, schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { writeCutTable } from '../prepare/write-result';
import { requireSettings } from '../require-settings';
import { requireTable } from '../require-table';
import { makeInSlices, sliceRows } from './pixel-slices';

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
    const slice = sliceRows(numbersOfImage(job.params));
    const slices = await makeInSlices(job, {
      ...{ relation: table.relation, cells, files: source, name: made, slice },
      image: `${toPixels}(__row, ${quoteName(source)})`,
    });
    const result = await writeCutTable(job, {
      query: `SELECT ${quoteNames([...cells, made])} FROM ${slices.relation}`,
      columns: [...kept, { ...image, sqlType: sqlTypeOf(image) }],
      from: [table],
      split: table.meta.split,
      groupRows: slice,
    }).finally(slices.done);
    if (unreadable.size > 0 && unreadable.size === result.rows) throw noImage(source, unreadable);
    job.log('info', `${result.rows - unreadable.size} of ${result.rows} files became images.`);
    if (unreadable.size > 0) job.log('warning', told(unreadable));
    return { outputs: result.outputs };
  },
};

/** Vectors that are all missing would only fail the step that learns from them, and far from the cause. */
function noImage(column: string, unreadable: ReadonlyMap<number, string>): PipelineError {
  return new PipelineError({
    code: 'no-images',
    family: 'pipeline',
    place: `Images to pixels › column "${column}"`,
    seen: `${unreadable.size === 1 ? '1 file, which could not' : `${unreadable.size} files, none of which could`} be read (${reasons(unreadable)})`,
    expected: 'PNG files',
    next: 'Convert the pictures to PNG, such as with "mogrify -format png *.jpg" of ImageMagick, and upload a zip of those.',
    column,
  });
}

/** Why the first of them have no image. */
function reasons(unreadable: ReadonlyMap<number, string>): string {
  const first = [...unreadable].sort(([a], [b]) => a - b).slice(0, named);
  const rows = first.map(([row, why]) => `row ${row}: ${why}`).join('; ');
  return unreadable.size > named ? `${rows}; and ${unreadable.size - named} more` : rows;
}

function told(unreadable: ReadonlyMap<number, string>): string {
  const count =
    unreadable.size === 1 ? '1 file could not be read and has' : `${unreadable.size} files could not be read and have`;
  return `${count} no image (${reasons(unreadable)}).`;
}
