import { randomUUID } from 'node:crypto';
import { type AuditEntry, insertPredictions, listAudit, verifyAudit } from '@millrace/db';
import { type PredictionId, predictionIdSchema } from '@millrace/pipeline-core/ids';
import { modelTestWishSchema, mostModelTests } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { addRelease } from '../testing/more-releases';
import { makeStoredThings } from '../testing/stored-things';
import { testPrediction } from '../testing/test-prediction';
import { db, makeContext, withTestServer } from '../testing/test-server';
import {
  changeModelTestUseCase,
  createModelTestUseCase,
  deleteModelTestUseCase,
  listModelTestsUseCase,
  modelTestNamesUseCase,
} from './model-tests';
import { testedModelUseCase } from './tested-model';

withTestServer();

const first = { name: 'old ones stay', row: { tenure: 60 }, expected: { kind: 'class', class: 'no' } };
const page = { limit: 50 };

async function makeModel() {
  const context = await makeContext(db, 'engineer');
  const things = await makeStoredThings(db, context.project.id);
  const { model, endpoint } = things;
  const manifest = { ...things.release.manifest, classes: ['no', 'yes'] };
  const release = await addRelease(db, { ...things.release, manifest });
  const list = async () => (await listModelTestsUseCase.run(context, { model: 'churn', ...page })).tests;
  const create = (wish: object, prediction: PredictionId | null = null) =>
    createModelTestUseCase.run(context, {
      ...modelTestWishSchema.parse({ ...first, ...wish }),
      ...{ model: model.id, prediction },
    });
  /** A request that was answered, here or in another project. */
  const ask = async (input: { tenure: number }, of = { endpoint: endpoint.id, release: release.id }) => {
    const prediction = testPrediction({ ...of, input });
    await insertPredictions(db, [prediction]);
    return predictionIdSchema.parse(prediction.id);
  };
  const audit = async () =>
    (await listAudit(db, { projectId: context.project.id })).filter(({ action }) => action.startsWith('model-test'));
  return { context, model, endpoint, release, list, create, ask, audit };
}

const detailsOf = (entries: readonly AuditEntry[], action: string) =>
  entries.find((entry) => entry.action === `model-test.${action}`)?.details;

it('keeps a run as a test with who saved it, changes it, deletes it, and writes all of it down', async () => {
  const { context, model, list, create, audit } = await makeModel();
  const { id } = await create({});
  expect(await list()).toMatchObject([{ ...first, id, changedBy: null }]);
  const wish = modelTestWishSchema.parse({
    ...{ name: 'older ones stay', row: { tenure: 70 } },
    expected: { kind: 'probability', class: 'no', atLeast: 0.7 },
  });
  await changeModelTestUseCase.run(context, { model: model.name, id, ...wish });
  expect(await list()).toMatchObject([{ ...wish, id, predictionId: null, changedBy: context.actor }]);
  await deleteModelTestUseCase.run(context, { model: model.id, id });
  expect(await list()).toEqual([]);
  const entries = await audit();
  expect(entries.map(({ action }) => action)).toEqual([
    ...['model-test.delete', 'model-test.change', 'model-test.create'],
  ]);
  const before = {
    name: first.name,
    expected: 'the answer “no”',
    test: { row: { tenure: 60 }, expected: first.expected },
  };
  const after = { name: wish.name, test: { row: wish.row, expected: wish.expected } };
  expect(detailsOf(entries, 'create')).toMatchObject({ model: 'churn', ...before });
  expect(detailsOf(entries, 'change')).toMatchObject({ model: 'churn', ...after, before });
  expect(detailsOf(entries, 'delete')).toMatchObject({ model: 'churn', ...after });
});

it('writes a test down that holds what the database cannot store, and the log stays whole', async () => {
  const { create } = await makeModel();
  await create({ name: 'a\u0000b' });
  expect((await verifyAudit(db)).brokenAt).toBeNull();
});

it('refuses a second test of a name, and what no release could pass', async () => {
  const { context, model, create } = await makeModel();
  const { id } = await create({});
  await expect(create({})).rejects.toThrow('has a test with the name “old ones stay” already');
  await expect(create({ name: 'b', row: { tenure: 1, more: 2 } })).rejects.toThrow('no field more');
  await expect(create({ name: 'b', row: {} })).rejects.toThrow('The row has no tenure');
  await expect(create({ name: 'b', row: { tenure: 'long' } })).rejects.toThrow('tenure is "long", expected a number');
  await expect(create({ name: 'b', expected: { kind: 'number', value: 1, tolerance: 0 } })).rejects.toThrow('classes');
  const second = await create({ name: 'b' });
  const taken = modelTestWishSchema.parse({ ...first, name: 'b' });
  await expect(changeModelTestUseCase.run(context, { model: model.id, id, ...taken })).rejects.toThrow('already');
  await deleteModelTestUseCase.run(context, { model: model.id, id: second.id });
  const gone = { model: model.id, id: randomUUID() };
  await expect(deleteModelTestUseCase.run(context, gone)).rejects.toThrow('This test does not exist');
  const nobody = { model: 'nobody', ...page };
  await expect(listModelTestsUseCase.run(context, nobody)).rejects.toThrow('This model does not exist');
});

it('takes no more than a model may have, also from those who save at once', async () => {
  const { model, create } = await makeModel();
  await db.prisma.modelTest.createMany({
    data: Array.from({ length: mostModelTests - 2 }, (_, at) => ({
      ...{ modelId: model.id, name: `test ${at}`, row: { tenure: 1 }, expected: first.expected, createdBy: 'ada' },
    })),
  });
  const made = await Promise.allSettled(Array.from({ length: 6 }, (_, at) => create({ name: `at once ${at}` })));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(await db.prisma.modelTest.count({ where: { modelId: model.id } })).toBe(mostModelTests);
  await expect(create({ name: 'one more' })).rejects.toThrow('has 200 tests, as many as a model may have');
});

it('is listed page by page', async () => {
  const { context, create } = await makeModel();
  for (const name of ['a', 'b', 'c']) await create({ name });
  const read = async (cursor?: string) => {
    const wish = { model: 'churn', limit: 2, ...(cursor === undefined ? {} : { cursor }) };
    const { tests, total, next } = await listModelTestsUseCase.run(context, wish);
    return { names: tests.map(({ name }) => name), total, next };
  };
  const start = await read();
  expect(start).toMatchObject({ names: ['a', 'b'], total: 3 });
  expect(await read(start.next ?? '')).toEqual({ names: ['c'], total: 3, next: null });
});

it('is found by its name among those of the project, the latest first, and not from another project', async () => {
  const { context, model, create } = await makeModel();
  const elsewhere = await makeModel();
  await elsewhere.create({ name: 'theirs' });
  for (const name of ['a', 'b']) await create({ name });
  const { tests } = await modelTestNamesUseCase.run(context, {});
  expect(tests.map(({ name, model: of }) => [name, of])).toEqual(
    ['b', 'a'].map((name) => [name, { id: model.id, name: 'churn' }]),
  );
});

it('says what a test may ask by the newest release', async () => {
  const { context } = await makeModel();
  expect(await testedModelUseCase.run(context, { model: 'churn' })).toMatchObject({
    fits: { release: 'churn v2', classes: ['no', 'yes'], inputs: [{ name: 'tenure', type: 'number' }] },
  });
});

it('is of the request that it says it is of: one of this project and model, with its row', async () => {
  const { context, model, endpoint, create, ask, list } = await makeModel();
  const elsewhere = await makeModel();
  const asked = await ask({ tenure: 60 });
  const { id } = await create({}, asked);
  expect(await list()).toMatchObject([{ predictionId: asked }]);
  await expect(create({ name: 'b', row: { tenure: 61 } }, asked)).rejects.toThrow(
    'The row is not that of this request',
  );
  const foreign = await elsewhere.ask({ tenure: 60 });
  await expect(create({ name: 'b' }, foreign)).rejects.toThrow('This prediction does not exist');
  const nobody = predictionIdSchema.parse(randomUUID());
  await expect(create({ name: 'b' }, nobody)).rejects.toThrow('This prediction does not exist');
  const unanswered = testPrediction({ endpoint: endpoint.id, release: null, input: { tenure: 60 } });
  await insertPredictions(db, [unanswered]);
  await expect(create({ name: 'b' }, predictionIdSchema.parse(unanswered.id))).rejects.toThrow('No release');

  // With another name it is that request still, with another row it is not.
  const change = (wish: object) =>
    changeModelTestUseCase.run(context, { model: model.id, id, ...modelTestWishSchema.parse({ ...first, ...wish }) });
  await change({ name: 'another name' });
  expect(await list()).toMatchObject([{ predictionId: asked }]);
  await change({ row: { tenure: 59 } });
  expect(await list()).toMatchObject([{ predictionId: null }]);
});
