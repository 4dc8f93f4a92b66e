import { emptyDocument, samplePipeline } from '@millrace/pipeline-core/document';
import { expect, it } from 'vitest';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { createPipelineUseCase } from './create-pipeline';
import { savePipelineUseCase } from './save-pipeline';

withTestServer();

it('opens the empty pipeline again that was left as it was, and makes another once something was drawn', async () => {
  const context = await makeContext(db, 'scientist');
  const wish = { name: 'New pipeline', document: emptyDocument, numbered: true };
  const first = await createPipelineUseCase.run(context, wish);
  expect(await createPipelineUseCase.run(context, wish)).toEqual(first);
  const document = samplePipeline('churn');
  await savePipelineUseCase.run(context, { id: first.id, document, baseRevision: 0, deletedSteps: [] });
  expect((await createPipelineUseCase.run(context, wish)).name).toBe('New pipeline 2');
});

it('makes a new one of a template each time, and of a name that somebody chose', async () => {
  const context = await makeContext(db, 'scientist');
  const template = { name: 'Churn', document: samplePipeline('churn'), numbered: true };
  const names = [
    await createPipelineUseCase.run(context, template),
    await createPipelineUseCase.run(context, template),
  ];
  expect(names.map(({ name }) => name)).toEqual(['Churn', 'Churn 2']);
  const own = { name: 'Mine', document: emptyDocument };
  const [one, other] = [await createPipelineUseCase.run(context, own), await createPipelineUseCase.run(context, own)];
  expect(one.id).not.toBe(other.id);
});
