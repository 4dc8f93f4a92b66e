import {
  appendAudit,
  changeModelTest,
  countModelTests,
  createModelTest,
  deleteModelTest,
  listApiKeys,
  listMembers,
  listModelTestNames,
  listModelTests,
  type Model,
  type ModelTest,
} from '@millrace/db';
import { predictionIdSchema } from '@millrace/pipeline-core/ids';
import {
  expectedWords,
  type ModelTestWish,
  modelTestWishSchema,
  mostModelTests,
} from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { cursorOf } from '../cursor';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { callerNames } from '../monitoring/caller-names';
import { noInput, projectAction, projectQuery } from '../use-case';
import { requireRunOf } from './test-of-prediction';
import { ofModelSchema, refuseIssue, requireModel } from './tested-model';

const oneTest = ofModelSchema.extend({ id: z.uuid() });
/** Of one project, that a search is given. */
const mostNames = 1_000;
const place = cursorOf(z.object({ createdAt: z.coerce.date(), id: z.uuid() }));

export const modelTestPageSchema = z.object({
  /** Rows may be large. */
  limit: z.coerce.number().int().min(1).max(mostModelTests).default(50),
  /** `next` of the page before. */
  cursor: z.string().max(400).optional(),
});

/** What people have saved as tests of a model, oldest first, with who did. */
export const listModelTestsUseCase = projectQuery(
  'view',
  ofModelSchema.extend(modelTestPageSchema.shape),
  async ({ project }, { model: name, limit, cursor }) => {
    const model = await requireModel(project.id, name);
    const after = cursor === undefined ? {} : { after: place.read(cursor) };
    const [tests, total, members, keys] = await Promise.all([
      listModelTests(database(), { projectId: project.id, modelId: model.id, limit, ...after }),
      countModelTests(database(), { projectId: project.id, model: model.name }),
      listMembers(database(), project.id),
      listApiKeys(database(), project.id),
    ]);
    const nameOf = callerNames({ members, keys });
    const last = tests.length < limit ? undefined : tests.at(-1);
    return {
      model: { id: model.id, name: model.name },
      total,
      tests: tests.map((test) => ({
        ...test,
        author: nameOf(test.createdBy),
        changedByName: test.changedBy === null ? null : nameOf(test.changedBy),
      })),
      next: last === undefined ? null : place.write({ createdAt: last.createdAt, id: last.id }),
    };
  },
);

/** The names of all tests of the project, the latest first, with the model that each is of: for who looks one up. */
export const modelTestNamesUseCase = projectQuery('view', noInput, async ({ project }) => ({
  tests: await listModelTestNames(database(), { projectId: project.id, limit: mostNames }),
}));

/** Saves a run as a test: from now on every release of the model is asked before it goes live. */
export const createModelTestUseCase = projectAction(
  'edit',
  ofModelSchema.extend({ ...modelTestWishSchema.shape, prediction: predictionIdSchema.nullable().default(null) }),
  async ({ project, actor }, { model: name, prediction, ...wish }) => {
    const model = await requireModel(project.id, name);
    await refuseIssue(model, wish);
    if (prediction !== null) await requireRunOf(model, { prediction, row: wish.row });
    return database().transaction(async (tx) => {
      const test = { ...wish, modelId: model.id, predictionId: prediction, createdBy: actor };
      const made = await createModelTest(tx, test);
      if (!made.ok) throw made.error === 'full' ? tooMany(model) : nameTaken(model, wish.name);
      const { id } = made.value;
      const details = { ...detailsOf(model, made.value), request: prediction };
      await appendAudit(tx, { projectId: project.id, actor, action: 'model-test.create', subject: id, details });
      return { id };
    });
  },
);

/** Another name, row or expectation of a test. */
export const changeModelTestUseCase = projectAction(
  'edit',
  oneTest.extend(modelTestWishSchema.shape),
  async ({ project, actor }, { model: name, id, ...wish }) => {
    const model = await requireModel(project.id, name);
    await refuseIssue(model, wish);
    return database().transaction(async (tx) => {
      const key = { projectId: project.id, modelId: model.id, id };
      const changed = await changeModelTest(tx, { key, wish, changedBy: actor });
      if (!changed.ok) throw nameTaken(model, wish.name);
      if (changed.value === null) throw notFound('test');
      const details = { ...detailsOf(model, wish), before: keptOf(changed.value) };
      await appendAudit(tx, { projectId: project.id, actor, action: 'model-test.change', subject: id, details });
      return { id };
    });
  },
);

/** Releases are not asked this any more. */
export const deleteModelTestUseCase = projectAction(
  'edit',
  oneTest,
  async ({ project, actor }, { model: name, id }) => {
    const model = await requireModel(project.id, name);
    return database().transaction(async (tx) => {
      const deleted = await deleteModelTest(tx, { projectId: project.id, modelId: model.id, id });
      if (deleted === null) throw notFound('test');
      const details = detailsOf(model, deleted);
      await appendAudit(tx, { projectId: project.id, actor, action: 'model-test.delete', subject: id, details });
      return { id };
    });
  },
);

function tooMany(model: Model): Refusal {
  return new Refusal(
    'conflict',
    `${model.name} has ${mostModelTests} tests, as many as a model may have.`,
    'Delete one, or change one.',
  );
}

function nameTaken(model: Model, name: string): Refusal {
  return new Refusal('conflict', `${model.name} has a test with the name “${name}” already.`, 'Give it another name.');
}

type Kept = Pick<ModelTest | ModelTestWish, 'name' | 'row' | 'expected'>;

/** The whole test as it was kept, in an entry that nobody can change: a reader knows what releases were asked, and when. */
function keptOf({ name, row, expected }: Kept) {
  return { name, expected: expectedWords(expected), test: { row, expected } };
}

function detailsOf(model: Model, kept: Kept) {
  return { model: model.name, ...keptOf(kept) };
}
