import { createHash, randomUUID } from 'node:crypto';
import { artifactHashSchema, type ProjectId, runIdSchema } from '@millrace/pipeline-core/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  addDeadLetters,
  addViewVersion,
  deleteFeatureView,
  ensureFeatureView,
  feedConsumerName,
  findFeatureView,
  listConsumers,
  listDeadLetters,
  publishEvents,
  readTopic,
  recordArtifact,
} from '../index';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const topic = 'orders';

/** A view with a publication, a place in a topic, and an event that was put aside. */
async function makeView(projectId: ProjectId, name: string) {
  const { db } = test;
  const facts = { projectId, name, description: '', ttlSeconds: null, createdBy: 'ada' };
  const shape = {
    keys: [{ name: 'id', type: 'integer' as const }],
    features: [{ name: 'x', type: 'number' as const }],
  };
  const view = await ensureFeatureView(db, { ...facts, ...shape });
  const hashes = ['table', 'meta'].map((kind) =>
    artifactHashSchema.parse(createHash('sha256').update(`${kind} ${view.id}`).digest('hex')),
  );
  const [tableHash, metaHash] = hashes;
  if (tableHash === undefined || metaHash === undefined) throw new Error('no hashes');
  for (const hash of hashes) await recordArtifact(db, { hash, bytes: 1, kind: 'table', inline: {} });
  await addViewVersion(db, {
    ...{ viewId: view.id, requestKey: randomUUID(), runId: runIdSchema.parse(randomUUID()), pipelineId: null },
    ...{ tableHash, metaHash, rows: 1, entities: 1, notOnline: null },
  });
  const consumer = feedConsumerName(name);
  await db.pool.query('insert into bus_consumer (consumer, project_id, topic, "offset") values ($1, $2, $3, 1)', [
    consumer,
    projectId,
    topic,
  ]);
  const event = { id: name, source: '/s', type: 't', time: new Date(), data: {} };
  await publishEvents(db, { projectId, topic, events: [event] });
  const [stored] = (await readTopic(db, { projectId, topic, after: 0, limit: 10 })).slice(-1);
  if (stored === undefined) throw new Error('no event');
  await addDeadLetters(db, { projectId, consumer, topic, letters: [{ event: stored, message: 'no' }] });
  return view;
}

async function left(projectId: ProjectId) {
  const { db } = test;
  const { rows } = await db.pool.query("select 1 from artifact_pin where owner_kind = 'feature-view'");
  const consumers = (await listConsumers(db, projectId)).map(({ consumer }) => consumer);
  const letters = (await listDeadLetters(db, { projectId, limit: 10 })).map(({ consumer }) => consumer);
  return { pins: rows.length, consumers, letters };
}

it('deletes a view with all that hangs on its name, and of no other project', async () => {
  const { db } = test;
  const { id: projectId } = await makeProject(db);
  const { id: other } = await makeProject(db);
  const view = await makeView(projectId, 'mine');
  await makeView(projectId, 'kept');
  const before = await left(projectId);
  expect(before).toMatchObject({ pins: 4, consumers: ['features kept', 'features mine'] });
  expect(await deleteFeatureView(db, { projectId: other, id: view.id })).toBe(false);
  expect(await left(projectId)).toEqual(before);
  expect(await deleteFeatureView(db, { projectId, id: view.id })).toBe(true);
  expect(await left(projectId)).toEqual({ pins: 2, consumers: ['features kept'], letters: ['features kept'] });
  expect(await findFeatureView(db, { projectId, name: 'mine' })).toBeNull();
  expect(await deleteFeatureView(db, { projectId, id: view.id })).toBe(false);
});
