import { type PipelineDocument, samplePipeline } from '@millrace/pipeline-core/document';
import { beforeEach, describe, expect, it } from 'vitest';
import { db, makeContext, withTestServer } from '../testing/test-server';
import type { ProjectContext } from '../use-case';
import { createPipelineUseCase } from './create-pipeline';
import { getPipelineUseCase } from './get-pipeline';
import { savePipelineUseCase } from './save-pipeline';

withTestServer();
let context: ProjectContext;
let id: Awaited<ReturnType<typeof createPipelineUseCase.run>>['id'];
const drawing = samplePipeline('churn');

beforeEach(async () => {
  context = await makeContext(db, 'scientist');
  id = (await createPipelineUseCase.run(context, { name: 'Churn', document: drawing })).id;
});

const save = (document: PipelineDocument, baseRevision: number, deletedSteps: string[] = []) =>
  savePipelineUseCase.run(context, { id, document, baseRevision, deletedSteps });
const stored = () => getPipelineUseCase.run(context, { id });

describe('autosave', () => {
  it('stores the drawing with the next revision', async () => {
    const changed = { ...drawing, seed: 7 };
    expect(await save(changed, 0)).toMatchObject({ outcome: 'saved', revision: 1 });
    expect(await stored()).toMatchObject({ revision: 1, document: changed, updatedBy: context.actor });
  });

  it('hands the newer drawing back instead of overwriting it', async () => {
    const first = { ...drawing, seed: 7 };
    await save(first, 0);
    const answer = await save({ ...drawing, seed: 8 }, 0);
    expect(answer).toMatchObject({ outcome: 'stale', pipeline: { revision: 1, document: first } });
    expect((await stored()).document.seed).toBe(7);
  });

  it('lets one of two saves on the same base win', async () => {
    const outcomes = await Promise.all([7, 8, 9].map((seed) => save({ ...drawing, seed }, 0)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['saved', 'stale', 'stale']);
    expect((await stored()).revision).toBe(1);
  });

  it('refuses to drop steps nobody deleted, even when one was', async () => {
    const empty = { ...drawing, steps: {}, edges: {} };
    await expect(save(empty, 0)).rejects.toThrow(/would drop (\d+) of \1 steps that nobody deleted/);
    expect((await stored()).document).toEqual(drawing);
    const ids = Object.keys(drawing.steps);
    await expect(save(empty, 0, ids.slice(0, 1))).rejects.toThrow(/that nobody deleted/);
    expect(await save(empty, 0, ids)).toMatchObject({ outcome: 'saved', revision: 1 });
  });
});
