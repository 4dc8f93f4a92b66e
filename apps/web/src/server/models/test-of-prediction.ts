import { getPrediction, getRelease, type Model } from '@millrace/db';
import { type PredictionId, type ProjectId, predictionIdSchema } from '@millrace/pipeline-core/ids';
import { canonicalJson, type JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectQuery } from '../use-case';

/** A stored request as the beginning of a test: the fields that its model takes, and what was answered. */
export const testOfPredictionUseCase = projectQuery(
  'view',
  z.object({ id: predictionIdSchema }),
  async ({ project }, { id }) => findRun(project.id, id),
);

async function findRun(projectId: ProjectId, id: PredictionId) {
  const prediction = await getPrediction(database(), { projectId, id });
  if (prediction === null) throw notFound('prediction');
  const { release: answered, input, output } = prediction;
  const release = answered === null ? null : await getRelease(database(), { projectId, id: answered });
  if (release === null)
    throw new Refusal('conflict', 'No release that is still there has answered this request.', 'Choose another one.');
  if (output !== null && 'precomputed' in output)
    throw new Refusal(
      'conflict',
      'This answer is the score that a batch made for its key: the model has not read this row.',
      'Ask with the test form, which shows what the model answers, and save that.',
    );
  const names = release.manifest.signature.inputs.map(({ name }) => name);
  const row = Object.fromEntries(names.flatMap((name) => (name in input ? [[name, input[name] ?? null]] : [])));
  return { model: release.modelId, row, answer: output };
}

/** A test that says which request it is of is of that request: of this model, and with its row. */
export async function requireRunOf(model: Model, o: { prediction: PredictionId; row: JsonObject }): Promise<void> {
  const run = await findRun(model.projectId, o.prediction);
  if (run.model !== model.id)
    throw new Refusal(
      'invalid',
      `This request was not answered by a release of ${model.name}.`,
      'Save it as a test of the model that answered, or leave the request out.',
    );
  if (canonicalJson(run.row) !== canonicalJson(o.row))
    throw new Refusal(
      'invalid',
      'The row is not that of this request.',
      'Save the row as it was asked, or leave the request out.',
    );
}
