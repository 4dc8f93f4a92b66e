import { findModelByName, findNewestRelease, getModel, type Model } from '@millrace/db';
import { modelIdSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { type ModelTestWish, modelTestIssue, type TestedModel } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { projectQuery } from '../use-case';

/** A model by its name or its id. */
export const ofModelSchema = z.object({ model: z.string().min(1) });

export async function requireModel(projectId: ProjectId, name: string): Promise<Model> {
  const id = modelIdSchema.safeParse(name);
  const found = id.success
    ? await getModel(database(), { projectId, id: id.data })
    : await findModelByName(database(), { projectId, name });
  if (found === null) throw notFound('model');
  return found;
}

/** What a test of a model may ask and expect, by its newest release; null where there is none yet. */
export const testedModelUseCase = projectQuery('view', ofModelSchema, async ({ project }, { model: name }) => {
  const model = await requireModel(project.id, name);
  return { model: { id: model.id, name: model.name }, fits: await testedBy(model) };
});

/** What the newest release of a model takes and answers. */
async function testedBy(model: Model): Promise<(TestedModel & { release: string }) | null> {
  const newest = await findNewestRelease(database(), { projectId: model.projectId, modelId: model.id });
  if (newest === null) return null;
  const { task, classes, signature } = newest.manifest;
  return { release: `${model.name} v${newest.number}`, task, classes, inputs: signature.inputs };
}

/** A test that no release could pass is a slip, told now. What a later release takes may differ; its deployment says so. */
export async function refuseIssue(model: Model, wish: ModelTestWish): Promise<void> {
  const fits = await testedBy(model);
  const issue = fits === null ? null : modelTestIssue(wish, fits);
  if (issue !== null)
    throw new Refusal('invalid', issue, `Change the test to what ${fits?.release} takes and answers.`);
}
