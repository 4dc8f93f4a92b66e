import type { PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { batchIdSchema, datasetIdSchema, type ProjectId, type StepId } from '@millrace/pipeline-core/ids';
import type { ResolvedReference } from '@millrace/pipeline-core/run';
import { countRejects, type TriggerRequest } from '@millrace/pipeline-core/sources';
import { findContract, isSeveral, readBatchChoice, type StepReference } from '@millrace/pipeline-core/steps';
import type { Db } from '../client';
import type { Release } from '../mappers/model-row';
import { getAlias } from '../repositories/aliases';
import { getBatch, latestBatch } from '../repositories/batches';
import { getDeletedDatasetName } from '../repositories/datasets';
import { findModelByName } from '../repositories/models';
import { listReleases } from '../repositories/releases';
import { describeNoBatches, resolveBatches } from './resolve-batches';
import { resolveSource } from './resolve-source';
import { resolveUpload } from './resolve-upload';
import { resolveView } from './resolve-view';

type ByStep<T> = Record<StepId, Record<string, T>>;

/** What a drawing reads from outside: artifacts of what is there, and in words what is not. */
export type ResolvedReferences = { references: ByStep<ResolvedReference>; gone: ByStep<string> };

/** What the steps of a drawing read from outside: batches and releases as they are now. */
export async function resolveReferences(
  db: Db,
  o: { projectId: ProjectId; document: PipelineDocument; request?: TriggerRequest | null },
): Promise<ResolvedReferences> {
  const { projectId, document, request = null } = o;
  const references: ByStep<ResolvedReference> = {};
  const gone: ByStep<string> = {};
  for (const step of Object.values(document.steps)) {
    for (const reference of referencesOf(step)) {
      const found = await resolveOne(db, { projectId, request }, reference);
      if (found !== null) references[step.id] = { ...references[step.id], [reference.name]: found };
      else gone[step.id] = { ...gone[step.id], [reference.name]: await describeGone(db, projectId, reference) };
    }
  }
  return { references, gone };
}

/** Says what a person knew the thing by, if it was ever there. */
async function describeGone(db: Db, projectId: ProjectId, reference: StepReference): Promise<string> {
  if (reference.kind === 'source') return 'the source was deleted';
  if (reference.kind === 'feature-view') return `there is no feature view “${reference.view}” with rows`;
  if (reference.kind === 'release') return `there is no release “${reference.release}” of a model “${reference.model}”`;
  if (reference.kind === 'upload') return `the file “${reference.file}” was not uploaded to this project`;
  const id = datasetIdSchema.safeParse(reference.dataset);
  if (!id.success) return 'no dataset is chosen';
  const name = await getDeletedDatasetName(db, { projectId, id: id.data });
  if (name !== null) return `the dataset “${name}” was deleted`;
  return (await describeNoBatches(db, { projectId, ...reference })) ?? 'the dataset or batch it names is not there';
}

function referencesOf(step: Step): readonly StepReference[] {
  const contract = findContract(step.type);
  const params = contract?.params.safeParse(step.params);
  return contract?.references === undefined || params?.success !== true ? [] : contract.references(params.data);
}

function resolveOne(
  db: Db,
  { projectId, request }: { projectId: ProjectId; request: TriggerRequest | null },
  reference: StepReference,
): Promise<ResolvedReference | null> {
  switch (reference.kind) {
    case 'batch':
      return resolveBatch(db, projectId, reference);
    case 'release':
      return resolveRelease(db, projectId, reference);
    case 'source':
      return resolveSource(db, { projectId, id: reference.source, request });
    case 'feature-view':
      return resolveView(db, projectId, reference);
    case 'upload':
      return resolveUpload(db, projectId, reference);
  }
}

async function resolveBatch(
  db: Db,
  projectId: ProjectId,
  wanted: { dataset: string; batch: string },
): Promise<ResolvedReference | null> {
  const dataset = datasetIdSchema.safeParse(wanted.dataset);
  const choice = readBatchChoice(wanted.batch);
  if (!dataset.success || choice === null) return null;
  if (isSeveral(choice)) return resolveBatches(db, { projectId, ...wanted });
  const id = batchIdSchema.safeParse(wanted.batch);
  const batch = id.success
    ? await getBatch(db, { projectId, id: id.data })
    : await latestBatch(db, { projectId, datasetId: dataset.data });
  if (batch === null || batch.datasetId !== dataset.data) return null;
  const artifacts = { table: batch.tableHash, 'table.meta': batch.metaHash };
  const label = `batch ${batch.number}, ${batch.rows} rows`;
  return { kind: 'batch', id: batch.id, label, artifacts, data: countRejects(batch) };
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
  const { bundleHash: bundle, manifest } = release;
  return { kind: 'release', id: release.id, label, artifacts: { bundle }, data: { format: manifest.format } };
}

/** `latest`, or a release by its id, `v7` or `7`. */
function chooseRelease(releases: readonly Release[], wanted: string): Release | null {
  if (wanted === 'latest') return releases.toSorted((a, b) => b.number - a.number)[0] ?? null;
  return releases.find(({ id, number }) => [id, `v${number}`, String(number)].includes(wanted)) ?? null;
}
