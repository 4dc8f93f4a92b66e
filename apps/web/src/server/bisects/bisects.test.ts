import { createBisect, createPipeline, getPipeline, listAudit, type Pipeline } from '@millrace/db';
import { bisectSetupSchema } from '@millrace/pipeline-core/bisect';
import { pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeStoredThings, type StoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import type { ProjectContext } from '../use-case';
import { betterRunsUseCase, previewBisectUseCase } from './prepare';
import { cancelBisectUseCase, getBisectUseCase, startBisectUseCase, takeBackUseCase } from './search';

withTestServer();
let context: ProjectContext;
let pipeline: Pipeline;
let stored: StoredThings;
beforeAll(async () => {
  context = await makeContext(db, 'engineer');
  stored = await makeStoredThings(db, context.project.id);
  const step = {
    id: 'model',
    type: 'decision-tree',
    version: 1,
    position: { x: 0, y: 0 },
    params: { maxDepth: 1, maxBins: 9 },
  };
  const document = pipelineDocumentSchema.parse({ v: 1, steps: { model: step }, edges: {} });
  pipeline = await createPipeline(db, { projectId: context.project.id, name: 'p', document, createdBy: 'ada' });
});

/** A search as it stands once its first hybrid was started. */
function makeSearch() {
  const side = { run: stored.run.runId, number: 1, again: false };
  const setting = { name: 'maxDepth', before: 8, after: 1 };
  const setup = bisectSetupSchema.parse({
    ...{ v: 1, step: 'judge', title: 'Evaluate', metric: 'auc', direction: 'higher', bar: 0.8, repeats: 0, most: 9 },
    ...{ good: { ...side, value: 0.9 }, bad: { ...side, value: 0.7 }, fixed: [], elsewhere: 0 },
    differences: [{ id: 'depth', title: 'Depth.', change: { kind: 'parameter', step: 'model', setting } }],
  });
  return createBisect(db, { projectId: context.project.id, pipelineId: pipeline.id, setup, createdBy: 'ada' });
}

describe('a search for what made a run worse', () => {
  it('is stopped once, and stays as it was', async () => {
    const { id } = await makeSearch();
    expect(await cancelBisectUseCase.run(context, { id })).toEqual({ cancelled: true });
    expect(await cancelBisectUseCase.run(context, { id })).toEqual({ cancelled: false });
    expect(await getBisectUseCase.run(context, { id })).toMatchObject({ status: 'cancelled', verdict: null });
    const audit = await listAudit(db, { projectId: context.project.id });
    expect(audit.filter(({ action }) => action === 'bisect.cancel')).toHaveLength(1);
  });

  it('takes one difference back in the drawing of now, and nothing else of it', async () => {
    const { id } = await makeSearch();
    expect(await takeBackUseCase.run(context, { id, difference: 'depth' })).toEqual({ pipeline: pipeline.id });
    const now = await getPipeline(db, { projectId: context.project.id, id: pipeline.id });
    expect(now?.document.steps['model']?.params).toEqual({ maxDepth: 8, maxBins: 9 });
    await expect(takeBackUseCase.run(context, { id, difference: 'none' })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('is not started where nothing differs that could be tried, and the page says why', async () => {
    const run = stored.run.runId;
    const wish = { good: run, bad: run, repeats: 0, most: 9 };
    const preview = await previewBisectUseCase.run(context, wish);
    expect(preview).toMatchObject({ setup: null, problem: { message: expect.any(String), next: expect.any(String) } });
    await expect(startBisectUseCase.run(context, wish)).rejects.toMatchObject({ kind: 'invalid' });
    expect(await betterRunsUseCase.run(context, { run })).toMatchObject({ runs: [], searches: expect.any(Array) });
  });
});
