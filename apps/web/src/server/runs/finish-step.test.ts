import { randomUUID } from 'node:crypto';
import { cancelRun, keepStepPoints, listAudit, startRun } from '@millrace/db';
import { stepIdSchema } from '@millrace/pipeline-core/ids';
import { runStepSchema } from '@millrace/pipeline-core/run';
import { beforeEach, describe, expect, it } from 'vitest';
import { db, makeContext, withTestServer } from '../testing/test-server';
import type { ProjectContext } from '../use-case';
import { finishStepUseCase } from './finish-step';
import { readFitUseCase } from './read-fit';

withTestServer();
let context: ProjectContext;
const [fit, split, search] = [stepIdSchema.parse('fit'), stepIdSchema.parse('split'), stepIdSchema.parse('search')];

beforeEach(async () => {
  context = await makeContext(db, 'engineer');
});

/** A run of a trainer, of a step that learns nothing, and of a search over models that do not learn in rounds. */
async function start() {
  const spec = { v: 1, version: 1, params: {}, seed: 1, inputs: {}, limits: { seconds: 60, megabytes: 256 } };
  const steps = [
    { ...spec, step: fit, title: 'Trees', type: 'gradient-boosted-trees' },
    { ...spec, step: split, title: 'Split', type: 'split-rows' },
    { ...spec, step: search, title: 'Search', type: 'search' },
    { ...spec, step: search, title: 'Search, trial 1', type: 'k-nearest-neighbours', trial: 0 },
  ].map((one, idx) => runStepSchema.parse({ idx, queue: 'cpu', max_attempts: 3, spec: one }));
  const projectId = context.project.id;
  const run = await startRun(db, { projectId, requestKey: randomUUID(), startedBy: 'a', plan: null, steps, edges: [] });
  return run.runId;
}

describe('asking for the best so far', () => {
  it('reaches a step that is to end, is seen by everybody, and is written down', async () => {
    const id = await start();
    expect(await readFitUseCase.run(context, { run: id, idx: 0 })).toEqual({ curves: [], finishing: false });
    expect(await finishStepUseCase.run(context, { id, step: fit })).toEqual({ asked: true });
    expect(await readFitUseCase.run(context, { run: id, idx: 0 })).toMatchObject({ finishing: true });
    expect(await readFitUseCase.run(context, { run: id, idx: 1 })).toMatchObject({ finishing: false });
    const [entry] = await listAudit(db, { projectId: context.project.id, limit: 1 });
    expect(entry).toMatchObject({ action: 'run.finish-step', subject: id, details: { step: fit } });
  });

  it('reaches a search, whatever its trials fit', async () => {
    const id = await start();
    expect(await finishStepUseCase.run(context, { id, step: search })).toEqual({ asked: true });
    expect(await readFitUseCase.run(context, { run: id, idx: 3 })).toMatchObject({ finishing: true });
  });

  it('is refused, with the reason, where there is no best so far', async () => {
    const id = await start();
    expect(await refusal(finishStepUseCase.run(context, { id, step: split }))).toMatch(
      /neither learns round by round nor searches/,
    );
    expect(await refusal(finishStepUseCase.run(context, { id, step: stepIdSchema.parse('other') }))).toMatch(/step/);
    await cancelRun(db, { projectId: context.project.id, id });
    expect(await refusal(finishStepUseCase.run(context, { id, step: fit }))).toMatch(/has ended already/);
  });
});

describe('the curves of a fit', () => {
  it('are those of the step, as far as they are kept', async () => {
    const run = await start();
    const point = { runId: run, idx: 0, attempt: 1, series: 'train log loss' };
    await keepStepPoints(db, [
      { ...point, step: 1, value: 0.5 },
      { ...point, step: 2, value: 0.25 },
    ]);
    expect((await readFitUseCase.run(context, { run, idx: 0 })).curves).toEqual([
      { series: 'train log loss', steps: [1, 2], values: [0.5, 0.25] },
    ]);
    const stranger = await makeContext(db, 'viewer');
    expect(await refusal(readFitUseCase.run(stranger, { run, idx: 0 }))).toMatch(/run/);
  });
});

async function refusal(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'it was done',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
