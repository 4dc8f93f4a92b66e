import { type ProjectId, sourceIdSchema } from '@millrace/pipeline-core/ids';
import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import type { ResolvedReference } from '@millrace/pipeline-core/run';
import {
  type ContractColumn,
  describeSource,
  type SourceTask,
  type TriggerRequest,
} from '@millrace/pipeline-core/sources';
import type { Db } from '../client';
import type { Batch } from '../mappers/dataset-row';
import { latestBatch } from '../repositories/batches';
import { getSource } from '../repositories/sources';

/** A source as a run reads it: its settings, how far it was read, and the columns its landing is held against. */
export async function resolveSource(
  db: Db,
  { projectId, id, request }: { projectId: ProjectId; id: string; request: TriggerRequest | null },
): Promise<ResolvedReference | null> {
  const known = sourceIdSchema.safeParse(id);
  const source = known.success ? await getSource(db, { projectId, id: known.data }) : null;
  if (source === null) return null;
  const accepted = await latestBatch(db, { projectId, datasetId: source.datasetId });
  const { name, config, policy, secret, cursor } = source;
  const task: SourceTask = { v: 1, name, config, policy, secret, cursor, columns: contractOf(accepted), request };
  return {
    kind: 'source',
    id: source.id,
    label: describeSource(config),
    artifacts: {},
    data: jsonObjectSchema.parse(JSON.parse(JSON.stringify(task))), // drops fields that are undefined
  };
}

/** Names and types of the columns of a batch; null when there is none. */
export function contractOf(batch: Pick<Batch, 'meta'> | null): ContractColumn[] | null {
  return batch === null ? null : batch.meta.columns.map(({ name, type }) => ({ name, type }));
}
