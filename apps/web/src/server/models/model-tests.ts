import {
  appendAudit,
  changeModelTest,
  createModelTest,
  deleteModelTest,
  findModelByName,
  getModel,
  getModelTest,
  getPrediction,
  getRelease,
  listApiKeys,
  listMembers,
  listModelTests,
  listReleases,
  type Model,
  type ModelTest,
} from '@millrace/db';
import { modelIdSchema, type ProjectId, predictionIdSchema } from '@millrace/pipeline-core/ids';
import {
  expectedWords,
  type ModelTestWish,
  modelTestIssue,
  modelTestWishSchema,
  mostModelTests,
  type TestedModel,
} from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { callerNames } from '../monitoring/caller-names';
import { type ProjectContext, projectAction, projectQuery } from '../use-case';

/** A model by its name or its id. */
const ofModel = z.object({ model: z.string().min(1) });
const oneTest = ofModel.extend({ id: z.uuid() });

/** What people have saved as tests of a model, oldest first, with who did. */
export const listModelTestsUseCase = projectQuery('view', ofModel, async ({ project }, { model: name }) => {
  const model = await requireModel(project.id, name);
  const [tests, members, keys] = await Promise.all([
    listModelTests(database(), { projectId: project.id, modelId: model.id }),
    listMembers(database(), project.id),
    listApiKeys(database(), project.id),
  ]);
  const nameOf = callerNames({ members, keys });
  return {
    model: { id: model.id, name: model.name },
    /** What a test may ask and expect, by the newest release; null where there is none yet. */
    fits: await testedBy(model),
    tests: tests.map((test) => ({
      ...test,
      author: nameOf(test.createdBy),
      changedByName: test.changedBy === null ? null : nameOf(test.changedBy),
    })),
  };
});

/** A stored request as the beginning of a test: the fields that its model takes, and what was answered. */
export const testOfPredictionUseCase = projectQuery(
  'view',
  z.object({ id: predictionIdSchema }),
  async ({ project }, { id }) => {
    const prediction = await getPrediction(database(), { projectId: project.id, id });
    if (prediction === null) throw notFound('prediction');
    const { release: answered, input, output } = prediction;
    const release = answered === null ? null : await getRelease(database(), { projectId: project.id, id: answered });
    if (release === null)
      throw new Refusal('conflict', 'No release that is still there has answered this request.', 'Choose another one.');
    const names = release.manifest.signature.inputs.map(({ name }) => name);
    const row = Object.fromEntries(names.flatMap((name) => (name in input ? [[name, input[name] ?? null]] : [])));
    return { model: release.modelId, row, answer: output };
  },
);

/** Saves a run as a test: from now on every release of the model is asked before it goes live. */
export const createModelTestUseCase = projectAction(
  'edit',
  ofModel.extend({ ...modelTestWishSchema.shape, prediction: predictionIdSchema.nullable().default(null) }),
  async ({ project, actor }, { model: name, prediction, ...wish }) => {
    const model = await requireModel(project.id, name);
    await refuseIssue(model, wish);
    const { length } = await listModelTests(database(), { projectId: project.id, modelId: model.id });
    if (length >= mostModelTests)
      throw new Refusal('conflict', `${model.name} has ${length} tests, as many as a model may have.`, 'Delete one.');
    return database().transaction(async (tx) => {
      const made = await createModelTest(tx, {
        ...wish,
        modelId: model.id,
        predictionId: prediction,
        createdBy: actor,
      });
      if (!made.ok) throw nameTaken(model, wish.name);
      const details = detailsOf(model, wish);
      await appendAudit(tx, {
        ...{ projectId: project.id, actor, action: 'model-test.create', subject: made.value.id, details },
      });
      return { id: made.value.id };
    });
  },
);

/** Another name, row or expectation of a test. */
export const changeModelTestUseCase = projectAction(
  'edit',
  oneTest.extend(modelTestWishSchema.shape),
  async (context, { model: name, id, ...wish }) => {
    const { project, actor } = context;
    const { model, test } = await requireTest(context, { model: name, id });
    await refuseIssue(model, wish);
    return database().transaction(async (tx) => {
      const key = { projectId: project.id, modelId: model.id, id };
      const changed = await changeModelTest(tx, { key, wish, changedBy: actor });
      if (!changed.ok) throw nameTaken(model, wish.name);
      if (changed.value === null) throw notFound('test');
      const details = {
        ...detailsOf(model, wish),
        before: JSON.stringify({ ...detailsOf(model, test), row: test.row }),
      };
      await appendAudit(tx, { projectId: project.id, actor, action: 'model-test.change', subject: id, details });
      return { id };
    });
  },
);

/** Releases are not asked this any more. */
export const deleteModelTestUseCase = projectAction('edit', oneTest, async (context, input) => {
  const { project, actor } = context;
  const { model, test } = await requireTest(context, input);
  const { id } = test;
  return database().transaction(async (tx) => {
    if (!(await deleteModelTest(tx, { projectId: project.id, modelId: model.id, id }))) throw notFound('test');
    const details = { ...detailsOf(model, test), row: JSON.stringify(test.row) };
    await appendAudit(tx, { projectId: project.id, actor, action: 'model-test.delete', subject: id, details });
    return { id };
  });
});

async function requireModel(projectId: ProjectId, name: string): Promise<Model> {
  const id = modelIdSchema.safeParse(name);
  const found = id.success
    ? await getModel(database(), { projectId, id: id.data })
    : await findModelByName(database(), { projectId, name });
  if (found === null) throw notFound('model');
  return found;
}

async function requireTest(
  { project }: ProjectContext,
  o: z.output<typeof oneTest>,
): Promise<{ model: Model; test: ModelTest }> {
  const model = await requireModel(project.id, o.model);
  const test = await getModelTest(database(), { projectId: project.id, modelId: model.id, id: o.id });
  if (test === null) throw notFound('test');
  return { model, test };
}

/** What the newest release of a model takes and answers. */
async function testedBy(model: Model): Promise<(TestedModel & { release: string }) | null> {
  const releases = await listReleases(database(), { projectId: model.projectId, modelId: model.id });
  const newest = releases.toSorted((a, b) => b.number - a.number)[0];
  if (newest === undefined) return null;
  const { task, classes, signature } = newest.manifest;
  return { release: `${model.name} v${newest.number}`, task, classes, inputs: signature.inputs };
}

/** A test that no release could pass is a slip, told now. What a later release takes may differ; its deployment says so. */
async function refuseIssue(model: Model, wish: ModelTestWish): Promise<void> {
  const fits = await testedBy(model);
  const issue = fits === null ? null : modelTestIssue(wish, fits);
  if (issue !== null)
    throw new Refusal('invalid', issue, `Change the test to what ${fits?.release} takes and answers.`);
}

function nameTaken(model: Model, name: string): Refusal {
  return new Refusal('conflict', `${model.name} has a test with the name “${name}” already.`, 'Give it another name.');
}

function detailsOf(model: Model, { name, expected }: Pick<ModelTestWish, 'name' | 'expected'>) {
  return { model: model.name, name, expected: expectedWords(expected) };
}
