import { createHash, randomUUID } from 'node:crypto';
import { artifactHashSchema, type ProjectId, type RunId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { jobCatalog } from '@millrace/pipeline-core/jobs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  addToOutbox,
  addViewVersion,
  deleteFromOutbox,
  ensureFeatureView,
  isBehindAnother,
  noteTry,
  publishingMs,
  readOutbox,
  recordArtifact,
  startRun,
} from '../index';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

async function makeRun(projectId: ProjectId): Promise<RunId> {
  const spec = {
    ...{ v: 1 as const, step: stepIdSchema.parse('publish'), title: 'Publish', type: 'publish-features', version: 1 },
    ...{ params: {}, seed: 1, inputs: {}, references: {}, limits: { seconds: 60, megabytes: 256 }, force: false },
  };
  const { runId } = await startRun(test.db, {
    ...{ projectId, requestKey: randomUUID(), startedBy: 'ada', plan: {}, edges: [] },
    steps: [{ idx: 0, queue: 'cpu', max_attempts: 1, spec }],
  });
  return runId;
}

/** A run that has published a view, and the event that says so. */
async function publish(projectId: ProjectId, name: string) {
  const run = await makeRun(projectId);
  const key = `${run}-0-0`;
  await addToOutbox(test.db, { topic: 'features-published', key, payload: { name } });
  const id = (await readOutbox(test.db, 1000)).find((row) => row.key === key)?.id;
  if (id === undefined) throw new Error('no such row');
  return { run, key, id };
}

async function addVersion(projectId: ProjectId, { run, key }: { run: RunId; key: string }): Promise<void> {
  const [tableHash, metaHash] = [`table ${key}`, `meta ${key}`].map((text) =>
    artifactHashSchema.parse(createHash('sha256').update(text).digest('hex')),
  );
  if (tableHash === undefined || metaHash === undefined) throw new Error('no hashes');
  await recordArtifact(test.db, { hash: tableHash, bytes: 1, kind: 'table', location: `a/${tableHash}` });
  await recordArtifact(test.db, { hash: metaHash, bytes: 1, kind: 'table-meta', inline: {} });
  const shape = {
    keys: [{ name: 'id', type: 'integer' as const }],
    features: [{ name: 'x', type: 'number' as const }],
  };
  const facts = { projectId, name: 'view', description: '', ttlSeconds: null, createdBy: 'ada' };
  const { id: viewId } = await ensureFeatureView(test.db, { ...facts, ...shape });
  const counts = { rows: 1, entities: 1, notOnline: null };
  const from = { requestKey: key, runId: run, pipelineId: null };
  await addViewVersion(test.db, { viewId, ...from, tableHash, metaHash, ...counts });
}

it('has a publication wait for earlier ones of its view alone, however old they are', async () => {
  const { db } = test;
  const [{ id: projectId }, { id: other }] = [await makeProject(db), await makeProject(db)];
  const first = await publish(projectId, 'view');
  await addToOutbox(db, { topic: 'features-published', key: 'no run', payload: { name: 'view' } });
  await db.pool.query(`update outbox set created_at = now() - interval '5 hours' where key = $1`, [first.key]);
  const rest = [await publish(projectId, 'view'), await publish(projectId, 'another'), await publish(other, 'view')];
  const behind = () => Promise.all([first, ...rest].map(({ id }) => isBehindAnother(db, id)));
  expect(await behind()).toEqual([false, true, false, false]);
  await addVersion(projectId, first); // its event is still there: it is being folded
  expect(await behind()).toEqual([false, false, false, false]);
});

it('waits for what a run published until that shows, or has failed in all its tries', async () => {
  const { db } = test;
  const { id: projectId } = await makeProject(db);
  const [shown, failing, hopeless] = [
    await publish(projectId, 'view'),
    await publish(projectId, 'view'),
    await publish(projectId, 'view'),
  ];
  const all = [shown, failing, hopeless];
  await db.pool.query(`update outbox set created_at = now() - interval '5 hours' where key = any($1)`, [
    all.map(({ key }) => key),
  ]);
  const waits = () => Promise.all(all.map(async ({ run }) => (await publishingMs(db, run)) !== null));
  expect(await publishingMs(db, shown.run)).toBeGreaterThan(4 * 3600_000);
  await addVersion(projectId, shown);
  expect(await waits()).toEqual([false, true, true]);
  const again = (news: Parameters<typeof noteTry>[1]['news']) => noteTry(db, { outboxId: failing.id, news });
  for (let time = 0; time < jobCatalog['publish-view'].attempts; time += 1) await again('begun');
  expect(await waits()).toEqual([false, true, true]); // the last one goes on
  await again('begun');
  expect(await waits()).toEqual([false, false, true]);
  await again('taken back');
  expect(await waits()).toEqual([false, true, true]);
  await noteTry(db, { outboxId: hopeless.id, news: 'hopeless' });
  expect(await waits()).toEqual([false, true, false]);
  await deleteFromOutbox(db, [failing.id]);
  expect(await waits()).toEqual([false, false, false]);
});
