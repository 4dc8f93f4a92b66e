import {
  createPipeline,
  createTopicTrigger,
  listAudit,
  listSchedulesOf,
  listTopicTriggers,
  recordTrigger,
  settleTrigger,
  startRun,
} from '@millrace/db';
import { emptyDocument } from '@millrace/pipeline-core/document';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { expect, it } from 'vitest';
import { makeStoredThings, runStep } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { deletePipelineUseCase } from './delete-pipeline';
import { listPipelinesUseCase } from './list-pipelines';
import {
  addPipelineClockUseCase,
  pipelineStartsUseCase,
  removePipelineClockUseCase,
  switchPipelineClockUseCase,
} from './pipeline-starts';

withTestServer();

const daily = { cron: '0 6 * * *', timeZone: 'Europe/Berlin' };

async function makeDrawing() {
  const context = await makeContext(db, 'scientist');
  const projectId = context.project.id;
  const { id } = await createPipeline(db, { projectId, name: 'Refresh', document: emptyDocument, createdBy: 'ada' });
  return { context, projectId, pipeline: id };
}

it('gives a pipeline clocks that can be stopped and removed, each change in the audit', async () => {
  const { context, projectId, pipeline } = await makeDrawing();
  const { id } = await addPipelineClockUseCase.run(context, { pipeline, ...daily });
  const starts = async () => pipelineStartsUseCase.run(context, { pipeline });
  const [clock] = (await starts()).clocks;
  expect(clock).toMatchObject({ id, ...daily, enabled: true, createdBy: context.actor });
  // Six o'clock in Berlin, whatever the time of year.
  const hour = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: 'numeric', hour12: false });
  expect(Number(hour.format(clock?.next ?? 0))).toBe(6);
  const listed = (await listPipelinesUseCase.run(context, {})).pipelines.find((one) => one.id === pipeline);
  expect(listed?.starts).toMatchObject({ clocks: 1, events: 0, next: clock?.next });
  await switchPipelineClockUseCase.run(context, { pipeline, id, enabled: false });
  expect((await starts()).clocks).toMatchObject([{ enabled: false, next: null }]);
  await removePipelineClockUseCase.run(context, { pipeline, id });
  expect((await starts()).clocks).toEqual([]);
  const actions = (await listAudit(db, { projectId, limit: 10 })).map(({ action, subject }) => [action, subject]);
  expect(actions).toEqual(['delete', 'change', 'create'].map((what) => [`schedule.${what}`, pipeline]));
});

it('refuses a clock that never strikes right, and one for the pipeline of a source', async () => {
  const { context, pipeline } = await makeDrawing();
  await expect(addPipelineClockUseCase.run(context, { pipeline, ...daily, cron: '61 * * * *' })).rejects.toThrow();
  await expect(addPipelineClockUseCase.run(context, { pipeline, ...daily, timeZone: 'Mars/Base' })).rejects.toThrow();
  const { source, clock } = await makeStoredThings(db, context.project.id);
  const own = { pipeline: source.pipelineId };
  await expect(addPipelineClockUseCase.run(context, { ...own, ...daily })).rejects.toThrow('source orders');
  await expect(removePipelineClockUseCase.run(context, { ...own, id: clock.id })).rejects.toThrow('source orders');
  // Nor through the key of another pipeline.
  const through = switchPipelineClockUseCase.run(context, { pipeline, id: clock.id, enabled: false });
  await expect(through).rejects.toMatchObject({ kind: 'not-found' });
});

it('tells what waits and what was refused', async () => {
  const { context, projectId, pipeline } = await makeDrawing();
  const wish = (requestKey: string) =>
    recordTrigger(db, { projectId, pipelineId: pipeline, requestKey, trigger: 'schedule', startedBy: 'ada' });
  const [waits, refused] = [await wish('one'), await wish('two')];
  const { report } = new PipelineError({
    ...{ code: 'nothing-to-run', family: 'pipeline', place: 'Refresh', seen: 'no steps' },
    ...{ expected: 'a step', next: 'Draw one.' },
  });
  await settleTrigger(db, { id: refused.id, error: report });
  const starts = await pipelineStartsUseCase.run(context, { pipeline });
  expect(starts.waiting.map(({ id }) => id)).toEqual([waits.id]);
  expect(starts.refused).toMatchObject([{ id: refused.id, error: { code: 'nothing-to-run' } }]);
  expect(starts.running).toBe(false);
});

it('shows what started by itself, however often somebody ran it by hand since', async () => {
  const { context, projectId, pipeline } = await makeDrawing();
  const start = (requestKey: string, trigger: string) =>
    startRun(db, {
      ...{ projectId, pipelineId: pipeline, requestKey, trigger, startedBy: 'ada', plan: null },
      ...{ steps: [runStep(0, 'baseline')], edges: [] },
    });
  const { runId } = await start('clock', 'schedule');
  for (let at = 0; at < 31; at++) await start(`hand ${at}`, 'hand');
  const starts = await pipelineStartsUseCase.run(context, { pipeline });
  expect(starts.runs.map(({ id }) => id)).toEqual([runId]);
  expect(starts.running).toBe(true);
});

it('takes what starts it away with a pipeline', async () => {
  const { context, projectId, pipeline } = await makeDrawing();
  await addPipelineClockUseCase.run(context, { pipeline, ...daily });
  const conditions = [{ topic: 'raw-data-extracted' }];
  await createTopicTrigger(db, { projectId, pipelineId: pipeline, mode: 'any', conditions, createdBy: 'ada' });
  await deletePipelineUseCase.run(context, { id: pipeline });
  expect(await listSchedulesOf(db, { projectId, pipelineId: pipeline })).toEqual([]);
  expect(await listTopicTriggers(db, projectId)).toEqual([]);
});
