import {
  createPipeline,
  createSchedule,
  createTopicTrigger,
  deleteSchedule,
  deleteTopicTrigger,
  listOpenTriggers,
  listTopicTriggers,
  listTriggers,
  publishEvents,
  recordTrigger,
  setTopicTriggerEnabled,
} from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { emptyDocument } from '@millrace/pipeline-core/document';
import type { TriggerCondition, TriggerMode } from '@millrace/pipeline-core/events';
import type { PipelineId, ProjectId } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { catchUp } from './run-consumers';
import { triggerConsumer } from './trigger-consumer';

let test: TestDatabase;
let db: TestDatabase['db'];
let projectId: ProjectId;
let pipelineId: PipelineId;
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
}, 60_000);
afterAll(() => test.drop());
beforeEach(async () => {
  projectId = (await makeProject(db)).id;
  pipelineId = (await createPipeline(db, { projectId, name: 'p', document: emptyDocument, createdBy: 'ann' })).id;
});

const makeTrigger = (mode: TriggerMode, conditions: TriggerCondition[]) =>
  createTopicTrigger(db, { projectId, pipelineId, mode, conditions, createdBy: 'ann' });
const happen = (topic: string, id: string, subject: string) =>
  publishEvents(db, {
    projectId,
    topic,
    events: [{ id, source: '/test', type: 't', subject, time: new Date(), data: {} }],
  });
const work = () => catchUp({ db, consumers: [triggerConsumer], logger: createQuietLogger() });
const wishes = async () =>
  (await listOpenTriggers(db)).filter((one) => one.projectId === projectId).map(({ requestKey }) => requestKey);

describe('triggers by topic', () => {
  it('ask for a run once for each event, in the name of who made them', async () => {
    await happen('raw-data-extracted', 'before', 'datasets/1');
    const { id } = await makeTrigger('any', [{ topic: 'raw-data-extracted', subject: 'datasets/1' }]);
    await happen('raw-data-extracted', 'a', 'datasets/1');
    await happen('raw-data-extracted', 'other', 'datasets/2');
    await happen('raw-data-extracted', 'a', 'datasets/1');
    await work();
    await work();
    expect(await wishes()).toEqual([`topic ${id} raw-data-extracted:2`]);
    expect((await listOpenTriggers(db)).find((one) => one.projectId === projectId)).toMatchObject({
      pipelineId,
      startedBy: 'ann',
      trigger: 'topic raw-data-extracted',
    });
  });

  it('join: wait until everything they need has come', async () => {
    const { id } = await makeTrigger('all', [
      { topic: 'raw-data-extracted', subject: 'datasets/1' },
      { topic: 'features-generated', subject: 'feature-views/v' },
    ]);
    await happen('raw-data-extracted', 'a', 'datasets/1');
    await work();
    expect(await wishes()).toEqual([]);
    expect((await listTopicTriggers(db, projectId))[0]?.seen).toEqual({ 0: 'raw-data-extracted:1' });
    await happen('features-generated', 'b', 'feature-views/v');
    await work();
    expect(await wishes()).toEqual([`topic ${id} raw-data-extracted:1 features-generated:1`]);
    expect((await listTopicTriggers(db, projectId))[0]?.seen).toEqual({});
  });

  it('that are switched off ask for nothing', async () => {
    const { id } = await makeTrigger('any', [{ topic: 'raw-data-extracted' }]);
    await setTopicTriggerEnabled(db, { projectId, id, enabled: false });
    await happen('raw-data-extracted', 'a', 'datasets/1');
    await work();
    expect(await wishes()).toEqual([]);
  });

  it('that are deleted take back what still waits, and so does a clock; what others asked for stays', async () => {
    const { id } = await makeTrigger('any', [{ topic: 'raw-data-extracted' }]);
    const other = await makeTrigger('any', [{ topic: 'raw-data-extracted' }]);
    const clock = await createSchedule(db, {
      projectId,
      pipelineId,
      cron: '0 3 * * *',
      timeZone: 'UTC',
      createdBy: 'ann',
    });
    const asked = { projectId, pipelineId, trigger: 'schedule', startedBy: 'ann' };
    await recordTrigger(db, { ...asked, requestKey: `schedule ${clock.id} 2026-11-20T03:00:00.000Z` });
    await happen('raw-data-extracted', 'a', 'datasets/1');
    await work();
    expect(await wishes()).toHaveLength(3);
    expect(await deleteTopicTrigger(db, { projectId, id })).toBe(true);
    expect(await deleteSchedule(db, { projectId, id: clock.id })).toBe(true);
    expect(await wishes()).toEqual([`topic ${other.id} raw-data-extracted:1`]);
    const refused = (await listTriggers(db, { projectId, pipelineId, limit: 10 })).flatMap(
      ({ error }) => error?.code ?? [],
    );
    expect(refused).toEqual(['trigger-gone', 'trigger-gone']);
  });

  it('that are switched on again do not make up for what came meanwhile', async () => {
    const { id } = await makeTrigger('any', [{ topic: 'raw-data-extracted' }]);
    await setTopicTriggerEnabled(db, { projectId, id, enabled: false });
    await happen('raw-data-extracted', 'meanwhile', 'datasets/1');
    await setTopicTriggerEnabled(db, { projectId, id, enabled: true });
    await work();
    expect(await wishes()).toEqual([]);
    await happen('raw-data-extracted', 'after', 'datasets/1');
    await work();
    expect(await wishes()).toEqual([`topic ${id} raw-data-extracted:2`]);
  });

  it('count events into the wish that waits, so that a flood of them makes one run', async () => {
    const { id } = await makeTrigger('any', [{ topic: 'raw-data-extracted' }]);
    for (const name of ['a', 'b', 'c']) await happen('raw-data-extracted', name, 'datasets/1');
    await work();
    const [wish, ...others] = (await listOpenTriggers(db)).filter((one) => one.projectId === projectId);
    expect(others).toEqual([]);
    expect(wish).toMatchObject({ requestKey: `topic ${id} raw-data-extracted:1`, request: { alsoDue: 2 } });
  });

  it('never hear the end of their own runs', async () => {
    await makeTrigger('any', [{ topic: 'run-finished' }]);
    await happen('run-finished', 'own', `pipelines/${pipelineId}`);
    await work();
    expect(await wishes()).toEqual([]);
  });
});
