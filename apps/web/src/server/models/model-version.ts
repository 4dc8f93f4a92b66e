import {
  findCandidateByModel,
  getRunSummary,
  listCardTexts,
  listNamedBatches,
  listReleases,
  listSearchFigures,
  type NamedBatch,
  type NamedRelease,
  type RunSummary,
  readCardTexts,
  type SearchFigure,
} from '@millrace/db';
import { buildCard, type CardFacts, type CardModel, type ModelCard } from '@millrace/pipeline-core/card';
import type { Explanation } from '@millrace/pipeline-core/explain';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Signature } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { projectQuery } from '../use-case';
import { deployedOf } from './deployed-of';
import { type FoundVersion, findVersion, versionOfSchema } from './find-version';
import { readExplanation } from './read-explanation';

/** All that is known of one version: what its tabs show, and its card with the texts as they were saved last. */
export const modelVersionUseCase = projectQuery('view', z.object({ of: versionOfSchema }), async (context, { of }) => {
  const projectId = context.project.id;
  const found = await findVersion(context, of);
  const { candidate, release, modelHash } = found;
  const key = { projectId, modelHash };
  const [run, batches, explanation, texts, deployments, [search = null]] = await Promise.all([
    candidate === null ? null : getRunSummary(database(), { projectId, id: candidate.runId }),
    listNamedBatches(database(), { projectId, ids: batchesOf(found) }),
    readExplanation(key),
    listCardTexts(database(), { projectId, modelHashes: [modelHash] }),
    release === null ? [] : deployedOf(projectId, release),
    listSearchFigures(database(), { projectId, models: [modelHash] }),
  ]);
  const releases = await listReleases(database(), key);
  const registered = releases.map(({ id, modelId, modelName, number }) => ({ id, modelId, modelName, number }));
  return {
    candidate,
    release,
    run,
    batches,
    explanation,
    deployments,
    registered,
    texts,
    card: await cardOf(projectId, {
      ...{ found, signature: signatureOf(found, releases), run, batches, explanation, search },
      registered: registered.map(({ modelName, number }) => ({ name: modelName, version: number })),
    }),
  };
});

const batchesOf = ({ candidate, release }: FoundVersion) =>
  candidate?.manifest.batches ?? release?.manifest.batches ?? [];

/**
 * What the model reads, as its release tells it: that one knows what train rows had before the preparation, which a model
 * fitted behind it does not. A candidate is told by the newest release of the same model.
 */
function signatureOf({ candidate, release }: FoundVersion, releases: readonly NamedRelease[]): Signature | null {
  return (release ?? releases[0])?.manifest.signature ?? candidate?.manifest.signature ?? null;
}

type Known = {
  found: FoundVersion;
  signature: Signature | null;
  run: RunSummary | null;
  batches: NamedBatch[];
  explanation: Explanation | null;
  search: SearchFigure | null;
  registered: NonNullable<CardFacts['registered']>;
};

/** Null where what was trained is not known: then there is nothing to fill a card from. */
async function cardOf(projectId: ProjectId, known: Known): Promise<ModelCard | null> {
  const { found, signature, run, batches, explanation, search, registered } = known;
  const { candidate, release, modelHash } = found;
  if (candidate === null || signature === null) return null;
  const [name, before] = [release?.modelName ?? null, release?.number ?? null];
  const facts: CardFacts = {
    name: name ?? candidate.title,
    version: before,
    registered,
    search,
    manifest: { ...candidate.manifest, signature },
    bytes: candidate.bytes,
    evaluation: candidate.evaluations[0]?.result ?? null,
    explanation,
    batches: batches.map(({ dataset, number, rows, createdAt }) => ({
      ...{ dataset, number, rows },
      landed: createdAt.toISOString(),
    })),
    environment: candidate.environment,
    trained: {
      at: candidate.createdAt.toISOString(),
      run: run?.number ?? null,
      pipeline: run?.pipelineName ?? null,
    },
    previous: release === null ? null : await previousOf(projectId, release),
    texts: await readCardTexts(database(), { projectId, modelHash, name, before }),
  };
  return buildCard(facts);
}

/** The version before, as far as it is known what was trained. */
async function previousOf(
  projectId: ProjectId,
  release: NamedRelease,
): Promise<(CardModel & { version: number }) | null> {
  const releases = await listReleases(database(), { projectId, modelId: release.modelId });
  const before = releases
    .filter(({ number }) => number < release.number)
    .sort((a, b) => b.number - a.number)
    .at(0);
  if (before === undefined) return null;
  const candidate = await findCandidateByModel(database(), { projectId, modelHash: before.modelHash });
  if (candidate === null) return null;
  return { version: before.number, manifest: candidate.manifest, evaluation: before.evaluation };
}
