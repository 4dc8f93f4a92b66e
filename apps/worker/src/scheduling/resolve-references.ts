import { type Db, findModelByName, getAlias, getBatch, latestBatch, listReleases } from '@millrace/db';
import type { PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { batchIdSchema, datasetIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import type { ResolvedReference } from '@millrace/pipeline-core/run';
import { findContract, type StepReference } from '@millrace/pipeline-core/steps';

type ResolvedByStep = Record<string, Record<string, ResolvedReference>>;

/** What the steps of a drawing read from outside, as artifacts: batches and releases as they are now. */
export async function resolveReferences(
  db: Db,
  options: { projectId: ProjectId; document: PipelineDocument },
): Promise<ResolvedByStep> {
  const resolved: ResolvedByStep = {};
  for (const step of Object.values(options.document.steps)) {
    for (const reference of referencesOf(step)) {
      const found = await resolveOne(db, options.projectId, reference);
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

async function resolveOne(db: Db, projectId: ProjectId, reference: StepReference): Promise<ResolvedReference | null> {
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
  const newest = releases.reduce<(typeof releases)[number] | null>(
    (best, one) => (best === null || one.number > best.number ? one : best),
    null,
  );
  const named = releases.find(({ id, number }) => [id, `v${number}`, String(number)].includes(wanted.release));
  const release =
    wanted.release === 'latest'
      ? newest
      : (named ?? (await getAlias(db, { modelId: model.id, alias: wanted.release })));
  if (release === null) return null;
  return {
    kind: 'release',
    id: release.id,
    label: `${model.name} v${release.number}`,
    artifacts: { bundle: release.bundleHash },
  };
}
