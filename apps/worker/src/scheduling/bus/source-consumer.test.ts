import { randomUUID } from 'node:crypto';
import { decideDeadLetter, listDeadLetters, listOpenTriggers, publishEvents, updateSource } from '@millrace/db';
import { createTestDatabase, makeProject, makeSource, type TestDatabase } from '@millrace/db/testing';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import type { Json } from '@millrace/pipeline-core/json';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { catchUp } from './run-consumers';
import { sourceConsumer } from './source-consumer';

let test: TestDatabase;
let db: TestDatabase['db'];
let projectId: ProjectId;
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
}, 60_000);
afterAll(() => test.drop());
beforeEach(async () => {
  projectId = (await makeProject(db)).id;
});

const makeNamed = (name: string, config: object = {}) => makeSource(db, { projectId, name, config, createdBy: 'ann' });

const say = (data: Json, id: string = randomUUID()) =>
  publishEvents(db, {
    projectId,
    topic: 'source-data-available',
    events: [{ id, source: '/test', type: 't', time: new Date(), data }],
  });
const work = () => catchUp({ db, consumers: [sourceConsumer], logger: createQuietLogger() });
const wishes = async () => (await listOpenTriggers(db)).filter((one) => one.projectId === projectId);
const letters = () => listDeadLetters(db, { projectId, limit: 10 });

describe('source-data-available', () => {
  it('starts the source it names, by id or by name, once per event', async () => {
    const [orders, visits] = [await makeNamed('Orders'), await makeNamed('Visits')];
    await say({ source: orders.id }, 'a');
    await say({ source: orders.id }, 'a');
    await say({ source: 'Visits' }, 'b');
    await work();
    await work();
    const asked = (await wishes()).map(({ pipelineId, startedBy, trigger, request }) => ({
      ...{ pipelineId, startedBy, trigger, request },
    }));
    const common = { startedBy: 'ann', trigger: 'topic source-data-available', request: {} };
    expect(asked).toEqual([
      { pipelineId: orders.pipelineId, ...common },
      { pipelineId: visits.pipelineId, ...common },
    ]);
  });

  it('counts later events into a wish that waits', async () => {
    const orders = await makeNamed('Orders');
    for (let at = 0; at < 3; at += 1) await say({ source: orders.id });
    await work();
    expect((await wishes()).map(({ request }) => request)).toEqual([{ alsoDue: 2 }]);
  });

  it('hands a named file to a folder watch, each by itself', async () => {
    const folder = await makeNamed('Files', { kind: 'folder', path: '/data' });
    const file = (path: string) => ({ path, size: 1, mtimeMs: 2 });
    for (const path of ['/data/a.csv', '/data/b.csv']) await say({ source: folder.id, request: { file: file(path) } });
    await work();
    expect((await wishes()).map(({ request }) => request?.file?.path)).toEqual(['/data/a.csv', '/data/b.csv']);
  });

  it('puts an event aside at once that names no source, in words, and goes on with the next', async () => {
    const orders = await makeNamed('Orders');
    await say({ source: 'Nobody' });
    await say({ sauce: 'x' });
    await say({ source: orders.id });
    await work();
    expect(await wishes()).toHaveLength(1);
    const messages = (await letters()).map(({ error }) => error.message).toSorted();
    expect(messages).toEqual([
      'The event names no source: its data must be {"source": "<id or name of the source>"}.',
      'There is no source "Nobody" in this project. Make it, or correct the producer; then try the event again.',
    ]);
  });

  it('starts the source after all when a person has made it and asks for another try', async () => {
    await say({ source: 'Late' });
    await work();
    const [letter] = await letters();
    const late = await makeNamed('Late');
    await decideDeadLetter(db, { projectId, id: letter?.id ?? '', state: 'asked', by: 'ann' });
    await work();
    expect((await wishes()).map(({ pipelineId }) => pipelineId)).toEqual([late.pipelineId]);
    expect((await letters()).map(({ state }) => state)).toEqual(['replayed']);
  });

  it('starts nothing of another project, and no paused source', async () => {
    const paused = await makeNamed('Paused');
    await updateSource(db, { projectId, id: paused.id, change: { paused: true }, actor: 'ann' });
    const ours = projectId;
    projectId = (await makeProject(db)).id;
    await makeNamed('Theirs');
    projectId = ours;
    await say({ source: paused.id });
    await say({ source: 'Theirs' });
    await work();
    expect(await wishes()).toEqual([]);
    expect(await letters()).toHaveLength(1);
  });
});
