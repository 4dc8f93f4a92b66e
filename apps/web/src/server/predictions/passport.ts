import { getPrediction, getRelease, listApiKeys, listMembers, listNamedBatches, type NamedBatch } from '@millrace/db';
import type { Passport } from '@millrace/pipeline-core/api';
import { type ProjectId, predictionIdSchema } from '@millrace/pipeline-core/ids';
import type { Prediction } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { Refusal } from '../errors';
import { type FoundVersion, findVersion } from '../models/find-version';
import { callerNames } from '../monitoring/caller-names';
import { fieldsInOrder } from '../monitoring/fields-in-order';
import { type ProjectContext, projectQuery } from '../use-case';
import { whatIsGone } from './passport-gone';
import {
  deploymentPart,
  evaluationsPart,
  featuresPart,
  type PassportContext,
  releasePart,
  routePart,
  splitPart,
  trainingPart,
} from './passport-parts';

/** Everything that led to one stored score, from the raw batch to the answer. */
export const passportUseCase = projectQuery('view', z.object({ id: predictionIdSchema }), async (context, { id }) => {
  const projectId = context.project.id;
  const prediction = await getPrediction(database(), { projectId, id });
  if (prediction === null)
    throw new Refusal(
      'not-found',
      'There is no such prediction in this project.',
      'Predictions are kept for a time only, see Operations; this one may be older than that. Check the id.',
    );
  return makePassport(context, prediction);
});

async function makePassport(context: ProjectContext, prediction: Prediction): Promise<Passport> {
  const projectId = context.project.id;
  const about: PassportContext = { projectId, nameOf: await namesIn(projectId) };
  const found = await findAnswering(context, prediction);
  const release = found?.release ?? null;
  const batchIds = found?.candidate?.manifest.batches ?? release?.manifest.batches ?? [];
  const batches = await listNamedBatches(database(), { projectId, ids: batchIds });
  const features = found === null ? null : await featuresPart(prediction, found);
  const known = {
    prediction: predictionPart(
      about,
      release === null ? prediction : { ...prediction, ...fieldsInOrder(prediction, release.manifest) },
    ),
    route: await routePart(about, prediction),
    deployment: release === null ? null : await deploymentPart(about, prediction, release.id),
    release: release === null ? null : releasePart(about, release),
    evaluations: found === null ? [] : await evaluationsPart(about, found),
    features: features?.part ?? null,
    training: found === null || found.candidate === null ? null : await trainingPart(about, found.candidate),
    split: await splitPart(about, found?.candidate?.manifest.trainedOn.receipt ?? release?.manifest.receipt),
    batches: batches.map(batchPart),
  };
  const lost = new Set(batchIds).size - batches.length;
  return {
    v: 1,
    ...known,
    gone: whatIsGone(known, { release: prediction.release, lost, planKept: features?.planKept ?? false }),
  };
}

/** The release that answered with the candidate it was made of; null where none did, or it is gone. */
async function findAnswering(context: ProjectContext, { release: id }: Prediction): Promise<FoundVersion | null> {
  if (id === null) return null;
  const release = await getRelease(database(), { projectId: context.project.id, id });
  return release === null ? null : findVersion(context, { release: id });
}

async function namesIn(projectId: ProjectId) {
  const [members, keys] = await Promise.all([listMembers(database(), projectId), listApiKeys(database(), projectId)]);
  return callerNames({ members, keys });
}

function predictionPart({ nameOf }: PassportContext, prediction: Prediction): Passport['prediction'] {
  const { id, at, status, protocol, caller, release, rank, input, output, micros } = prediction;
  return {
    ...{ id, at, status, protocol, release, rank, input, output, micros },
    caller: nameOf(caller),
    reason: prediction.reason ?? null,
    asked: prediction.asked ?? null,
    entity: prediction.entity ?? null,
    shadowOf: prediction.shadowOf ?? null,
  };
}

function batchPart(batch: NamedBatch): Passport['batches'][number] {
  const { id, datasetId, dataset, number, rows, createdAt, fileName, rawHash, tableHash, deleted } = batch;
  return {
    ...{ id, dataset: { id: datasetId, name: dataset }, number, rows, deleted },
    ...{ landed: createdAt.toISOString(), file: fileName, raw: rawHash, table: tableHash },
  };
}
