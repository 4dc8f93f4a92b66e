import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  addMember,
  addPredictionDays,
  cancelRun,
  createDataset,
  createEndpoint,
  createPipeline,
  createSchedule,
  deleteDataset,
  deleteSchedule,
  findArtifact,
  getTrigger,
  insertPredictions,
  listOpenTriggers,
  listPredictions,
  listRuns,
  type Project,
  recordArtifact,
  recordTrigger,
  setMemberRole,
  settleTrigger,
  updateSchedule,
} from '@millrace/db';
import { createTestDatabase, makeProject, makeUser, type TestDatabase } from '@millrace/db/testing';
import {
  disableForbidden,
  emptyDocument,
  type PipelineDocument,
  samplePipeline,
} from '@millrace/pipeline-core/document';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { endpointIdSchema, type PipelineId, stepIdSchema, userIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArtifactStore, createArtifactStore } from '../data/artifact-store';
import { createQuietLogger } from '../testing/quiet-logger';
import { testPrediction } from '../testing/test-prediction';
import { createRunFacts } from './events/run-facts';
import { afterRun } from './events/run-finished';
import { fireSchedule } from './fire-schedule';
import { startTriggeredRun } from './start-triggered-run';
import { applyRetention, collectArtifacts, sweepOrphans } from './upkeep';

let database: TestDatabase;
let store: ArtifactStore;
let project: Project;
const folder = mkdtempSync(join(tmpdir(), 'millrace-upkeep-'));
beforeAll(async () => {
  database = await createTestDatabase();
  store = await createArtifactStore(folder);
  project = await makeProject(database.db);
}, 60_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Nobody called 'ada' is a member: what she triggers may not deploy. */
const withoutDeploy = disableForbidden(samplePipeline('churn'), () => false);

async function makePipeline(name: string, document: PipelineDocument = withoutDeploy): Promise<PipelineId> {
  return (await createPipeline(database.db, { projectId: project.id, name, document, createdBy: 'ada' })).id;
}

const trigger = (pipelineId: PipelineId, requestKey: string) =>
  recordTrigger(database.db, { projectId: project.id, pipelineId, requestKey, trigger: 'api', startedBy: 'ada' });

/** Notes what was enqueued. */
function notingQueues() {
  const keys: string[] = [];
  return { keys, queues: { enqueue: async (_name: string, job: { key: string }) => void keys.push(job.key) } };
}

describe('triggered runs', () => {
  it('start once, and queue behind the open run of their pipeline', async () => {
    const pipelineId = await makePipeline('queued');
    const [first, second] = [await trigger(pipelineId, 'one'), await trigger(pipelineId, 'two')];
    expect(await startTriggeredRun(database.db, first.id)).toBe('started');
    expect(await startTriggeredRun(database.db, first.id)).toBe('settled');
    expect(await startTriggeredRun(database.db, second.id)).toBe('waits');
    const [run] = await listRuns(database.db, { projectId: project.id, pipelineId });
    if (run === undefined) throw new Error('no run');
    expect(run).toMatchObject({ trigger: 'api', startedBy: 'ada', status: 'running' });
    expect((await getTrigger(database.db, first.id))?.runId).toBe(run.id);

    await cancelRun(database.db, { projectId: project.id, id: run.id });
    const { keys, queues } = notingQueues();
    const context = {
      db: database.db,
      queues,
      runFacts: createRunFacts(database.db),
      readJson: async () => null,
      receiptKey: null,
      pathOf: (location: string) => location,
    };
    await afterRun({ payload: { run: run.id, status: 'cancelled' }, context });
    // Not the key of the wish: the job that has just found that it must wait may still be there, and would swallow it.
    expect(keys).toEqual([`${second.id} after ${run.id}`]);
    expect(await startTriggeredRun(database.db, second.id)).toBe('started');
    expect(await listRuns(database.db, { projectId: project.id, pipelineId })).toHaveLength(2);
  });

  it('say why a pipeline cannot run, and are not tried again', async () => {
    const wish = await trigger(await makePipeline('empty', emptyDocument), 'empty');
    expect(await startTriggeredRun(database.db, wish.id)).toBe('settled');
    expect((await getTrigger(database.db, wish.id))?.error).toMatchObject({ code: 'nothing-to-run' });
  });

  it('start one run when two come at the same moment', async () => {
    const pipelineId = await makePipeline('twice at once');
    const wishes = await Promise.all(['left', 'right'].map((key) => trigger(pipelineId, key)));
    const ends = await Promise.all(wishes.map(({ id }) => startTriggeredRun(database.db, id)));
    expect(ends.sort()).toEqual(['started', 'waits']);
    expect(await listRuns(database.db, { projectId: project.id, pipelineId })).toHaveLength(1);
    const again = await Promise.all(
      [wishes[0], wishes[0]].map((wish) => startTriggeredRun(database.db, wish?.id ?? '')),
    );
    expect(again).not.toContain('started');
  });

  it('deploy only for somebody who may at that time', async () => {
    const pipelineId = await makePipeline('deploying', samplePipeline('churn'));
    const { id: userId } = await makeUser(database.db);
    const member = { projectId: project.id, userId: userIdSchema.parse(userId) };
    await addMember(database.db, { ...member, role: 'scientist' });
    const by = (requestKey: string) =>
      recordTrigger(database.db, { projectId: project.id, pipelineId, requestKey, trigger: 'api', startedBy: userId });
    const refused = await by('as a scientist');
    expect(await startTriggeredRun(database.db, refused.id)).toBe('settled');
    expect((await getTrigger(database.db, refused.id))?.error).toMatchObject({ code: 'missing-right' });
    await setMemberRole(database.db, { ...member, role: 'engineer' });
    expect(await startTriggeredRun(database.db, (await by('as an engineer')).id)).toBe('started');
  });

  it('name the dataset that was deleted meanwhile', async () => {
    const created = await createDataset(database.db, { projectId: project.id, name: 'sales', createdBy: 'ada' });
    if (!created.ok) throw new Error(created.error);
    const data = {
      id: stepIdSchema.parse('data'),
      type: 'dataset',
      version: 1,
      title: 'Sales',
      params: { dataset: created.value.id, batch: 'latest' },
      position: { x: 0, y: 0 },
      disabled: false,
    };
    const wish = await trigger(await makePipeline('reads sales', { ...emptyDocument, steps: { data } }), 'sales');
    await deleteDataset(database.db, { projectId: project.id, id: created.value.id });
    expect(await startTriggeredRun(database.db, wish.id)).toBe('settled');
    const settled = await getTrigger(database.db, wish.id);
    expect(settled?.error).toMatchObject({ code: 'reference-gone', place: 'reads sales' });
    expect(settled?.error?.message).toContain('“sales” was deleted');
  });
});

describe('schedules', () => {
  it('ask once per time, and not at all when disabled', async () => {
    const pipelineId = await makePipeline('scheduled');
    const schedule = await createSchedule(database.db, {
      projectId: project.id,
      pipelineId,
      cron: '0 3 * * *',
      timeZone: 'UTC',
      createdBy: 'ada',
    });
    const { keys, queues } = notingQueues();
    const fire = (iso: string, now = iso) =>
      fireSchedule({
        db: database.db,
        queues,
        scheduleId: schedule.id,
        scheduledFor: new Date(iso),
        now: new Date(now),
      });
    const open = async () => (await listOpenTriggers(database.db)).filter((row) => row.pipelineId === pipelineId);
    await fire('2026-11-20T03:00:00Z');
    await fire('2026-11-20T03:00:00Z');
    const [first, ...more] = await open();
    expect(more).toEqual([]);
    expect(keys).toEqual([first?.id, first?.id]);
    expect(first?.request).toBeNull();
    // The wish still waits when the next time comes: it stands for both.
    await fire('2026-11-21T03:00:00Z');
    expect(await open()).toMatchObject([{ id: first?.id, request: { alsoDue: 1 } }]);
    await settleTrigger(database.db, { id: first?.id ?? '', error: notRun });
    // Nobody heard the clock for some days: one catch-up, which says for how many times it stands.
    await fire('2026-11-22T03:00:00Z', '2026-11-25T12:00:00Z');
    expect(await open()).toMatchObject([{ request: { missed: 4 } }]);
    expect(keys).toHaveLength(3);
    await updateSchedule(database.db, { projectId: project.id, id: schedule.id, enabled: false });
    await fire('2026-11-26T03:00:00Z');
    expect(keys).toHaveLength(3);
  });

  it('asks for nothing of a clock that is being deleted', async () => {
    const { db } = database;
    const pipelineId = await makePipeline('deleted clock');
    const schedule = await createSchedule(db, {
      ...{ projectId: project.id, pipelineId, cron: '0 3 * * *', timeZone: 'UTC', createdBy: 'ada' },
    });
    const { keys, queues } = notingQueues();
    let fired: Promise<void> = Promise.resolve();
    await db.transaction(async (tx) => {
      await deleteSchedule(tx, { projectId: project.id, id: schedule.id });
      let settled = false;
      fired = fireSchedule({ db, queues, scheduleId: schedule.id, scheduledFor: new Date('2026-11-20T03:00:00Z') });
      void fired.finally(() => {
        settled = true;
      });
      // It has either asked already, or waits for this transaction.
      const waiting = () => db.prisma.$queryRaw<unknown[]>`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => settled || (await waiting()).length > 0).toBe(true);
    });
    await fired;
    expect(keys).toEqual([]);
    expect((await listOpenTriggers(db)).filter((row) => row.pipelineId === pipelineId)).toEqual([]);
  });
});

const notRun = new PipelineError({
  code: 'test',
  family: 'pipeline',
  place: 'Test',
  seen: 'nothing',
  expected: 'nothing',
  next: 'Go on.',
}).report;

describe('upkeep', () => {
  const day = 24 * 3600_000;
  const options = (now: number) => ({
    db: database.db,
    files: store,
    logger: createQuietLogger(),
    now: () => now,
    signal: new AbortController().signal,
  });

  it('collects what nothing uses once it is a day old, and leaves the rest', async () => {
    const stored = await store.putStream(Readable.from([Buffer.from('nobody needs this')]));
    await recordArtifact(database.db, { ...stored, kind: 'file' });
    expect(await collectArtifacts(options(Date.now()))).toBe(0);
    expect(await collectArtifacts(options(Date.now() + 2 * day))).toBe(1);
    expect(existsSync(store.pathOf(stored.location))).toBe(false);
    expect(await findArtifact(database.db, stored.hash)).toBeNull();
  });

  it('sweeps old files that no row names, and only those', async () => {
    const kept = await store.putStream(Readable.from([Buffer.from('recorded')]));
    await recordArtifact(database.db, { ...kept, kind: 'file' });
    const place = (name: string) => join(folder, 'a', 'ff', name);
    mkdirSync(join(folder, 'a', 'ff'), { recursive: true });
    for (const name of ['old', 'young']) writeFileSync(place(name), name);
    const before = new Date(Date.now() - 3 * day);
    for (const path of [place('old'), store.pathOf(kept.location)]) utimesSync(path, before, before);
    expect(await sweepOrphans(options(Date.now()))).toBe(1);
    expect([place('old'), place('young'), store.pathOf(kept.location)].map(existsSync)).toEqual([false, true, true]);
  });

  it('drops the days of predictions that are over, keeps the young, and has tables ahead', async () => {
    const created = await createEndpoint(database.db, {
      projectId: project.id,
      name: 'e',
      slug: 'p.e',
      sandbox: true,
      createdBy: 'ada',
    });
    if (!created.ok) throw new Error(created.error);
    const endpointId = created.value.id;
    const at = (daysAgo: number) => new Date(Date.now() - daysAgo * day).toISOString();
    const [ancient, old, edge, young] = [400, 92, 90, 1].map((days) =>
      testPrediction({ endpoint: endpointId, at: at(days) }),
    );
    if (!ancient || !old || !edge || !young) throw new Error('four');
    // A day of its own for the old ones, as if they had been shipped then; the ancient one came for a day without a table.
    await addPredictionDays(database.db, { from: new Date(old.at), to: new Date(edge.at) });
    await insertPredictions(database.db, [ancient, old, edge, young]);
    await applyRetention({ ...options(Date.now()), predictionDays: 90 });
    const kept = await listPredictions(database.db, { endpointId });
    // The day in which the limit lies stays whole.
    expect(kept.map(({ id }) => id)).toEqual([young.id, edge.id]);
    const nameOf = (time: string) => `d${time.slice(0, 10).replaceAll('-', '')}`;
    expect(await dayNames()).not.toContain(nameOf(old.at));
    // The migration has made a week already: three days later there are three more.
    expect(await dayNames()).not.toContain(nameOf(at(-10)));
    await applyRetention({ ...options(Date.now() + 3 * day), predictionDays: 90 });
    expect(await dayNames()).toContain(nameOf(at(-10)));
  });

  it('gives days that went by while nobody looked their tables', async () => {
    const endpoint = endpointIdSchema.parse(randomUUID());
    const late = testPrediction({ endpoint, at: new Date(Date.now() - 5 * day).toISOString() });
    await insertPredictions(database.db, [late]);
    const placeOf = async () => {
      const text = 'select tableoid::regclass::text as place from prediction where id = $1';
      return (await database.db.pool.query(text, [late.id])).rows[0].place;
    };
    expect(await placeOf()).toBe('prediction_day.other');
    await applyRetention({ ...options(Date.now()), predictionDays: 90 });
    expect(await placeOf()).toBe(`prediction_day.d${late.at.slice(0, 10).replaceAll('-', '')}`);
  });

  async function dayNames(): Promise<string[]> {
    const { rows } = await database.db.pool.query(
      "select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where nspname = 'prediction_day' and relkind = 'r'",
    );
    return rows.map(({ name }) => name);
  }
});
