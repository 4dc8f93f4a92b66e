import { batchIdSchema, datasetIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { modelManifestSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';

const manifestParts = modelManifestSchema.pick({ target: true, featureSetId: true, trainedOn: true, batches: true });

const comparedSchema = z.object({
  id: z.string(),
  /** What the model was fitted on. */
  fitted: manifestParts.extend({ features: z.array(z.string()) }),
  /** The newest one; null where no step has judged it. */
  evaluation: evaluationSchema.nullable(),
});
/** What a comparison in detail needs of a candidate: the rows it was fitted on, and its curves. */
export type ComparedCandidate = z.output<typeof comparedSchema>;

/** Of these ids those that are candidates of the project, in the order asked for. */
export async function readComparedCandidates(
  db: Db,
  o: { projectId: ProjectId; ids: readonly string[] },
): Promise<ComparedCandidate[]> {
  const rows = await queryRows(
    db,
    comparedSchema,
    sql`select c.id::text as id, (select e.result from evaluation e where e.candidate_id = c.id
            order by e.created_at desc limit 1) as evaluation,
          jsonb_build_object('target', m->'target', 'featureSetId', m->'featureSetId', 'trainedOn', m->'trainedOn',
            'batches', m->'batches', 'features', jsonb_path_query_array(m, '$.features[*].name')) as fitted
        from candidate c cross join lateral (select c.manifest || '{}' as m offset 0) one
        where c.id = any(${[...o.ids]}::uuid[]) and c.project_id = ${o.projectId}::uuid`,
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return o.ids.flatMap((id) => found.get(id) ?? []);
}

const comparedBatchSchema = z.object({
  id: batchIdSchema,
  datasetId: datasetIdSchema,
  dataset: z.string(),
  number: z.int(),
  rows: z.number(),
  columns: z.array(z.string()),
});
export type ComparedBatch = z.output<typeof comparedBatchSchema>;

/** These batches with the names of their columns, by dataset and number; those that are gone are left out. */
export async function readComparedBatches(
  db: Db,
  o: { projectId: ProjectId; ids: readonly string[] },
): Promise<ComparedBatch[]> {
  return queryRows(
    db,
    comparedBatchSchema,
    sql`select b.id, d.id as "datasetId", d.name as dataset, b.number, b.rows,
          jsonb_path_query_array(b.meta, '$.columns[*].name') as columns
        from batch b join dataset d on d.id = b.dataset_id
        where d.project_id = ${o.projectId}::uuid and b.id::text = any(${[...o.ids]}::text[])
        order by d.name, b.number`,
  );
}
