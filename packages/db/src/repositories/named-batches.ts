import { artifactHashSchema, batchIdSchema, datasetIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

const namedBatchSchema = z.object({
  id: batchIdSchema,
  number: z.number().int(),
  rows: z.coerce.number(),
  createdAt: z.date(),
  fileName: z.string(),
  rawHash: artifactHashSchema,
  tableHash: artifactHashSchema,
  datasetId: datasetIdSchema,
  dataset: z.string(),
  /** Its dataset was deleted: it has no page any more. */
  deleted: z.boolean(),
});
/** A batch by the name of its dataset, also when that one was deleted. */
export type NamedBatch = z.output<typeof namedBatchSchema>;

/** These batches of a project, by dataset and number; those that are gone are left out. */
export async function listNamedBatches(
  db: Db,
  o: { projectId: ProjectId; ids: readonly string[] },
): Promise<NamedBatch[]> {
  return queryRows(
    db,
    namedBatchSchema,
    sql`select b.id, b.number, b.rows::text as rows, b.created_at as "createdAt", b.file_name as "fileName",
          b.raw_hash as "rawHash", b.table_hash as "tableHash", d.id as "datasetId", replace(d.name, ' (deleted ' || d.id || ')', '') as dataset,
          d.deleted_at is not null as deleted
        from batch b join dataset d on d.id = b.dataset_id
        where d.project_id = ${o.projectId}::uuid and b.id::text = any(${[...o.ids]}::text[])
        order by d.name, b.number`,
  );
}
