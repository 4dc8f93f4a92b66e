import { randomUUID } from 'node:crypto';
import { listAudit } from '@millrace/db';
import { modelTestWishSchema } from '@millrace/pipeline-core/release';
import { expect, it } from 'vitest';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import {
  changeModelTestUseCase,
  createModelTestUseCase,
  deleteModelTestUseCase,
  listModelTestsUseCase,
} from './model-tests';

withTestServer();

async function makeModel() {
  const context = await makeContext(db, 'engineer');
  const { model } = await makeStoredThings(db, context.project.id);
  const list = async () => (await listModelTestsUseCase.run(context, { model: 'churn' })).tests;
  const create = (wish: object) => {
    const said = { name: 'old ones stay', row: { tenure: 60 }, expected: { kind: 'class', class: 'no' }, ...wish };
    return createModelTestUseCase.run(context, {
      ...modelTestWishSchema.parse(said),
      model: model.id,
      prediction: null,
    });
  };
  return { context, model, list, create };
}

it('keeps a run as a test with who saved it, changes it, deletes it, and writes all of it down', async () => {
  const { context, model, list, create } = await makeModel();
  const prediction = null;
  const { id } = await create({});
  expect(await list()).toMatchObject([
    { id, name: 'old ones stay', row: { tenure: 60 }, expected: { kind: 'class', class: 'no' }, changedBy: null },
  ]);
  const wish = modelTestWishSchema.parse({
    ...{ name: 'older ones stay', row: { tenure: 70 } },
    expected: { kind: 'probability', class: 'no', atLeast: 0.7 },
  });
  await changeModelTestUseCase.run(context, { model: model.name, id, ...wish });
  expect(await list()).toMatchObject([{ ...wish, id, predictionId: prediction, changedBy: context.actor }]);
  await deleteModelTestUseCase.run(context, { model: model.id, id });
  expect(await list()).toEqual([]);
  const audit = await listAudit(db, { projectId: context.project.id });
  expect(audit.map(({ action }) => action).filter((action) => action.startsWith('model-test'))).toEqual([
    ...['model-test.delete', 'model-test.change', 'model-test.create'],
  ]);
  expect(audit.find(({ action }) => action === 'model-test.create')?.details).toMatchObject({
    ...{ model: 'churn', name: 'old ones stay', expected: 'the answer “no”' },
  });
});

it('refuses a second test of a name, and what no release could pass', async () => {
  const { context, model, create } = await makeModel();
  const { id } = await create({});
  await expect(create({})).rejects.toThrow('has a test with the name “old ones stay” already');
  await expect(create({ name: 'b', row: { tenure: 1, more: 2 } })).rejects.toThrow('no field more');
  await expect(create({ name: 'b', row: {} })).rejects.toThrow('The row has no tenure');
  const second = await create({ name: 'b' });
  const taken = modelTestWishSchema.parse({
    ...{ name: 'b', row: { tenure: 1 }, expected: { kind: 'class', class: 'no' } },
  });
  await expect(changeModelTestUseCase.run(context, { model: model.id, id, ...taken })).rejects.toThrow('already');
  await deleteModelTestUseCase.run(context, { model: model.id, id: second.id });
  const gone = { model: model.id, id: randomUUID() };
  await expect(deleteModelTestUseCase.run(context, gone)).rejects.toThrow('This test does not exist');
  await expect(listModelTestsUseCase.run(context, { model: 'nobody' })).rejects.toThrow('This model does not exist');
});
