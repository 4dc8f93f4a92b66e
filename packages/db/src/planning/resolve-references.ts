import type { PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { batchIdSchema, datasetIdSchema, type ProjectId, type StepId } from '@millrace/pipeline-core/ids';
import type { ResolvedReference } from '@millrace/pipeline-core/run';
import { findContract, type StepReference } from '@millrace/pipeline-core/steps';
import type { Db } from '../client';
import type { Release } from '../mappers/model-row';
import { getAlias } from '../repositories/aliases';
import { getBatch, latestBatch } from '../repositories/batches';
import { findModelByName } from '../repositories/models';
import { listReleases } from '../repositories/releases';

export type ResolvedByStep = Record<StepId, Record<string, ResolvedReference>>;

/** What the steps of a drawing read from outside, as artifacts: batches and releases as they are now; what is gone is left out. */
export async function resolveReferences(
  db: Db,
  { projectId, document }: { projectId: ProjectId; document: PipelineDocument },
): Promise<ResolvedByStep> {
  const resolved: ResolvedByStep = {};
  for (const step of Object.values(document.steps)) {
    for (const reference of referencesOf(step)) {
      const found = await resolveOne(db, projectId, reference);
      if (found !== null) resolved[step.id] = { ...resolved[step.id], [reference.name]: found };
    }
  }
  return resolved;
}

function referencesOf(step: Step): readonly StepReference[] {
  const contract = findContract(step.type);
  const params = contract?.params.safeParse(step.params);
  return contract?.references === undefined || params?.success !== true ? [] : contract.references(params.data);
}

function resolveOne(db: Db, projectId: ProjectId, reference: StepReference): Promise<ResolvedReference | null> {
  return reference.kind === 'batch' ? resolveBatch(db, projectId, reference) : resolveRelease(db, projectId, reference);
}

async function resolveBatch(
  db: Db,
  projectId: ProjectId,
  wanted: { dataset: string; batch: string },
): Promise<ResolvedReference | null> {
  const dataset = datasetIdSchema.safeParse(wanted.dataset);
  if (!dataset.success) return null;
  const id = batchIdSchema.safeParse(wanted.batch);
  const batch = id.success
    ? await getBatch(db, { projectId, id: id.data })
    : await latestBatch(db, { projectId, datasetId: dataset.data });
  if (batch === null || batch.datasetId !== dataset.data) return null;
  const artifacts = { table: batch.tableHash, 'table.meta': batch.metaHash };
  return { kind: 'batch', id: batch.id, label: `batch ${batch.number}, ${batch.rows} rows`, artifacts };
}

async function resolveRelease(
  db: Db,
  projectId: ProjectId,
  wanted: { model: string; release: string },
): Promise<ResolvedReference | null> {
  const model = await findModelByName(db, { projectId, name: wanted.model });
  if (model === null) return null;
  const releases = await listReleases(db, { projectId, modelId: model.id });
  const release =
    chooseRelease(releases, wanted.release) ?? (await getAlias(db, { modelId: model.id, alias: wanted.release }));
  if (release === null) return null;
  const label = `${model.name} v${release.number}`;
  return { kind: 'release', id: release.id, label, artifacts: { bundle: release.bundleHash } };
}

/** `latest`, or a release by its id, `v7` or `7`. */
function chooseRelease(releases: readonly Release[], wanted: string): Release | null {
  if (wanted === 'latest') return releases.toSorted((a, b) => b.number - a.number)[0] ?? null;
  return releases.find(({ id, number }) => [id, `v${number}`, String(number)].includes(wanted)) ?? null;
}
