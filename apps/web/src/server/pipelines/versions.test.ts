import { type PipelineDocument, samplePipeline } from '@millrace/pipeline-core/document';
import { beforeEach, describe, expect, it } from 'vitest';
import { db, makeContext, withTestServer } from '../testing/test-server';
import type { ProjectContext } from '../use-case';
import { createPipelineUseCase } from './create-pipeline';
import { savePipelineUseCase } from './save-pipeline';
import { getVersionUseCase, listVersionsUseCase, nameVersionUseCase } from './versions';

withTestServer();
let context: ProjectContext;
let pipeline: Awaited<ReturnType<typeof createPipelineUseCase.run>>['id'];
const drawing = samplePipeline('churn');

beforeEach(async () => {
  context = await makeContext(db, 'scientist');
  pipeline = (await createPipelineUseCase.run(context, { name: 'Churn', document: drawing })).id;
});

const name = (text: string, point = false) => nameVersionUseCase.run(context, { pipeline, name: text, point });
const list = async () =>
  (await listVersionsUseCase.run(context, { pipeline })).versions.map((version) => [version.number, version.name]);
const save = (document: PipelineDocument, baseRevision: number) =>
  savePipelineUseCase.run(context, { id: pipeline, document, baseRevision, deletedSteps: [] });

describe('versions', () => {
  it('keeps the draft under a name and gives it back whole', async () => {
    const { id } = await name('Before the review');
    await save({ ...drawing, seed: 7 }, 0);
    await name('After it');
    expect(await list()).toEqual([
      [2, 'After it'],
      [1, 'Before the review'],
    ]);
    expect((await getVersionUseCase.run(context, { id })).document).toEqual(drawing);
  });

  it('gives the same drawing another name; a restore point leaves the name somebody gave', async () => {
    await name('Before restoring version 3', true);
    await name('Mine');
    await name('Before restoring version 4', true);
    expect(await list()).toEqual([[1, 'Mine']]);
  });
});
