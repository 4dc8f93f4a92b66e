import { findModelByName, getAlias, getBatch, latestBatch, listReleases } from '@millrace/db';
import type { PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { batchIdSchema, datasetIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import type { ResolvedReference } from '@millrace/pipeline-core/run';
import { findContract, type StepReference } from '@millrace/pipeline-core/steps';
import { database } from '../database';

export type ResolvedByStep = Record<string, Record<string, ResolvedReference>>;

/** What every step of a drawing reads from outside, as artifacts: batches and releases as they are now. */
export async function resolveReferences(projectId: ProjectId, document: PipelineDocument): Promise<ResolvedByStep> {
  const entries = await Promise.all(
    Object.values(document.steps).map(async (step) => [step.id, await resolveStep(projectId, step)] as const),
  );
  return Object.fromEntries(entries.filter(([, references]) => Object.keys(references).length > 0));
}

async function resolveStep(projectId: ProjectId, step: Step): Promise<Record<string, ResolvedReference>> {
  const contract = findContract(step.type);
  const params = contract?.params.safeParse(step.params);
  if (contract?.references === undefined || params?.success !== true) return {};
  const resolved: Record<string, ResolvedReference> = {};
  for (const reference of contract.references(params.data)) {
    const found = await resolveReference(projectId, reference);
    if (found !== null) resolved[reference.name] = found;
  }
  return resolved;
}

async function resolveReference(projectId: ProjectId, reference: StepReference): Promise<ResolvedReference | null> {
  return reference.kind === 'batch' ? resolveBatch(projectId, reference) : resolveRelease(projectId, reference);
}

async function resolveBatch(
  projectId: ProjectId,
  o: { dataset: string; batch: string },
): Promise<ResolvedReference | null> {
  const datasetId = datasetIdSchema.safeParse(o.dataset);
  if (!datasetId.success) return null;
  const batchId = batchIdSchema.safeParse(o.batch);
  const batch = batchId.success
    ? await getBatch(database(), { projectId, id: batchId.data })
    : await latestBatch(database(), { projectId, datasetId: datasetId.data });
  if (batch === null || batch.datasetId !== datasetId.data) return null;
  const artifacts = { table: batch.tableHash, 'table.meta': batch.metaHash };
  return { kind: 'batch', id: batch.id, label: `batch ${batch.number}, ${batch.rows} rows`, artifacts };
}

async function resolveRelease(
  projectId: ProjectId,
  o: { model: string; release: string },
): Promise<ResolvedReference | null> {
  const model = await findModelByName(database(), { projectId, name: o.model });
  if (model === null) return null;
  const releases = await listReleases(database(), { projectId, modelId: model.id });
  const newest = [...releases].sort((a, b) => b.number - a.number)[0];
  const byNumber = releases.find(
    ({ id, number }) => id === o.release || `v${number}` === o.release || String(number) === o.release,
  );
  const release =
    o.release === 'latest'
      ? newest
      : (byNumber ?? (await getAlias(database(), { modelId: model.id, alias: o.release })));
  if (release === undefined || release === null) return null;
  return {
    kind: 'release',
    id: release.id,
    label: `${model.name} v${release.number}`,
    artifacts: { bundle: release.bundleHash },
  };
}
