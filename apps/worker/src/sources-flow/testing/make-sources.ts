import { createDataset, createSource, type Database, type Source } from '@millrace/db';
import type { ProjectId, UserId } from '@millrace/pipeline-core/ids';
import { type SourcePolicy, sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';

export type MakeSource = (
  config: Record<string, unknown>,
  o?: { policy?: Partial<SourcePolicy>; secret?: string },
) => Promise<Source>;

/** Makes sources, each with a dataset of its own. */
export function makeSources(o: { db: Database; projectId: ProjectId; actor: UserId }): MakeSource {
  const { db, projectId, actor } = o;
  let made = 0;
  return async (config, { policy = {}, secret } = {}) => {
    const name = `source ${made++}`;
    const dataset = await createDataset(db, { projectId, name, createdBy: actor });
    if (!dataset.ok) throw new Error('the name is taken');
    const source = await createSource(db, {
      projectId,
      name,
      config: sourceConfigSchema.parse(config),
      secret: secret ?? null,
      policy: sourcePolicySchema.parse(policy),
      datasetId: dataset.value.id,
      createdBy: actor,
    });
    if (!source.ok) throw new Error(source.error);
    return source.value;
  };
}
