import {
  countModelTests,
  findEndpointByName,
  findEvaluationFacts,
  findModelByName,
  getReleaseUnchecked,
  listReleases,
  readCardTexts,
} from '@millrace/db';
import { missingTitles } from '@millrace/pipeline-core/card';
import { type ArtifactHash, candidateIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { busiest, checkGates, defaultBudgetMs, foreseeGates, releaseNameSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { findInTheWay } from '../endpoints/under-way';
import { type ProjectContext, projectQuery } from '../use-case';
import { findAnswersAlready } from './answers-already';
import { findCandidate } from './find-candidate';

const destinationSchema = z.object({
  candidate: candidateIdSchema,
  model: releaseNameSchema,
  endpoint: releaseNameSchema,
});

/**
 * What a deployment of this candidate to this endpoint would meet: what the endpoint is, what it serves, what is `inTheWay`
 * since somebody else moves it, whether this very model answers there `already`, and the gates that can be told before the
 * bundle is there.
 */
export async function foreseeDeployment(context: ProjectContext, input: z.output<typeof destinationSchema>) {
  const candidate = await findCandidate(context, input.candidate);
  const key = { projectId: context.project.id, name: input.endpoint };
  const endpoint = await findEndpointByName(database(), key);
  const config = endpoint?.config ?? null;
  const served = config === null ? null : await getReleaseUnchecked(database(), busiest(config));
  const { signature, trainedOn } = candidate.manifest;
  const champion =
    served === null
      ? null
      : {
          name: `${served.modelName} v${served.number}`,
          signature: served.manifest.signature,
          ...(await findEvaluationFacts(database(), served)),
          receipt: served.manifest.receipt,
          loads: true, // it answers now; the deployment tries it again
        };
  const judged = await findEvaluationFacts(database(), { ...candidate, evaluation: null });
  const { name, number } = await nextRelease(context.project.id, {
    model: input.model,
    modelHash: candidate.modelHash,
  });
  const cardMissing = await missingOnCard(context.project.id, { ...input, modelHash: candidate.modelHash, number });
  const release = { name, signature, ...judged, receipt: trainedOn.receipt, cardMissing };
  const saved = await countModelTests(database(), { projectId: context.project.id, model: input.model });
  const gates = checkGates({
    release,
    champion,
    smoke: null,
    replay: null,
    tests: { saved, asked: 0, failed: null },
    last: config === null ? null : { said: config.last, answers: candidate.manifest },
    budgetMs: config?.budgetMs ?? defaultBudgetMs,
  });
  return {
    endpoint: endpoint === null ? null : { id: endpoint.id, name: endpoint.name, sandbox: endpoint.sandbox },
    inTheWay: await findInTheWay(database(), { ...key, id: endpoint?.id ?? null }),
    serves: champion?.name ?? null,
    release: { name, number },
    already: await findAnswersAlready(candidate, { endpoint, model: input.model, release: name }),
    gates,
    forecast: foreseeGates(gates),
  };
}

export const previewDeploymentUseCase = projectQuery('view', destinationSchema, foreseeDeployment);

/** Titles of the fields that the card of the coming release will lack. */
async function missingOnCard(projectId: ProjectId, o: { modelHash: ArtifactHash; model: string; number: number }) {
  const { modelHash, model: name, number: before } = o;
  const texts = await readCardTexts(database(), { projectId, modelHash, name, before });
  return missingTitles(texts);
}

/** The number the release will get: the one it has, when this very model is registered under the name already. */
async function nextRelease(projectId: ProjectId, o: { model: string; modelHash: ArtifactHash }) {
  const model = await findModelByName(database(), { projectId, name: o.model });
  const releases = model === null ? [] : await listReleases(database(), { projectId, modelId: model.id });
  const same = releases.find(({ modelHash }) => modelHash === o.modelHash);
  const number = same?.number ?? Math.max(0, ...releases.map((release) => release.number)) + 1;
  return { name: `${o.model} v${number}`, number };
}
