import { consumerTries, type Database } from '@millrace/db';
import { createTestDatabase, type TestDatabase } from '@millrace/db/testing';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { fakeAnswer, fakeRelease } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testProgram } from '../../testing/test-program';
import { until } from '../../testing/until';
import { createOwnProcess } from '../apart/own-process';
import { startModelProcess } from '../apart/start-model-process';
import { ReleaseAway, ReleaseEnded } from '../releases/release-away';
import type { ServedRelease } from '../releases/served-release';
import { makeScoredTopic } from './testing/scored-topic';

const program = testProgram('scoring/apart/testing/odd-model.ts');
let test: TestDatabase;
let db: Database;
const open: (() => void)[] = [];
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
}, 60_000);
afterEach(() => {
  for (const close of open.splice(0)) close();
});
afterAll(() => test?.drop());

const rows = (count: number): JsonObject[] => Array.from({ length: count }, (_, at) => ({ age: at + 1, city: 'Oslo' }));
const offsets = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

it('refuses no record when the process of its model is killed among them', async () => {
  const own = createOwnProcess({
    name: 'churn v1',
    start: () => startModelProcess({ program, bundlePath: 'bundle.tar', capMegabytes: 64 }),
    limits: { startMs: 60_000, hangMs: 60_000, idleMs: 60_000, restMs: { first: 200, longest: 200 }, soundMs: 60_000 },
    now: () => performance.now(),
    logger: createQuietLogger(),
  });
  open.push(own.close);
  await own.open();
  let kills = 0;
  const release: ServedRelease = {
    ...fakeRelease(1, (row, signal) => {
      const { pid } = own.facts();
      if (row.age === 10 && kills === 0 && pid !== null) {
        kills += 1;
        process.kill(pid, 'SIGKILL');
      }
      return own.answer({ ...row, do: 'echo', x: row.age ?? null }, signal);
    }),
    own,
  };
  const topic = await makeScoredTopic(db, { release, budgetMs: 250 });
  await topic.arrive(rows(30));
  const goOn = async () => {
    await topic.work();
    return (await topic.answered()).length === 30;
  };
  await until(goOn, { what: 'all answers' });
  expect(await topic.answered()).toEqual(offsets(30));
  expect([await topic.refused(), await topic.letters()]).toEqual([[], []]);
  expect([kills, own.facts().restarts]).toEqual([1, 1]);
}, 60_000);

it('waits as long as an outage lasts, says why, and asks one record at a time meanwhile', async () => {
  let asked = 0;
  let isAway = false;
  const release = fakeRelease(1, (row) => {
    asked += 1;
    if (isAway || row.age === 3) isAway = true;
    return isAway ? Promise.reject(new ReleaseAway('its process is closed')) : fakeAnswer('yes');
  });
  const topic = await makeScoredTopic(db, { release });
  await topic.arrive(rows(20));
  await topic.work();
  expect(await topic.answered()).toEqual([1, 2]);
  asked = 0;
  for (let tries = 0; tries < 3 * consumerTries; tries += 1) await topic.work();
  expect([asked, await topic.tries()]).toEqual([3 * consumerTries, 0]);
  expect(await topic.state()).toMatchObject({
    ...{ scored: 2, refused: 0, behind: 18 },
    error: { message: expect.stringContaining('v1 was away: its process is closed') },
  });
  release.answer = () => fakeAnswer('yes');
  await topic.work();
  expect([await topic.answered(), await topic.refused(), await topic.letters()]).toEqual([offsets(20), [], []]);
  expect(await topic.state()).toMatchObject({ scored: 20, error: null });
});

it('says what is the matter where no process can load a release, until one can', async () => {
  const topic = await makeScoredTopic(db, { release: fakeRelease(1, () => fakeAnswer('yes')) });
  await topic.arrive(rows(2));
  await topic.workUnserved('weights.bin: hash differs');
  const state = await topic.state();
  expect([state.error?.message, state.behind, await topic.tries()]).toEqual([
    'The endpoint cannot answer: weights.bin: hash differs. The records wait on the topic: deploy a release that can be loaded, and they are scored.',
    2,
    0,
  ]);
  await topic.workUnserved('its bundle is not there');
  expect((await topic.state()).error?.message).toContain('its bundle is not there');
  await topic.work();
  expect([await topic.answered(), (await topic.state()).error]).toEqual([[1, 2], null]);
});

it('says nothing of a process that cannot where another one has trouble of its own with the records, or has just taken some', async () => {
  let isAway = false;
  const release = fakeRelease(1, () =>
    isAway ? Promise.reject(new ReleaseAway('its process rests')) : fakeAnswer('yes'),
  );
  const topic = await makeScoredTopic(db, { release });
  await topic.arrive(rows(1));
  await topic.work();
  await topic.workUnserved('its bundle is not there');
  expect((await topic.state()).error).toBeNull(); // nothing waits
  isAway = true;
  await topic.arrive(rows(1));
  await topic.work();
  await topic.workUnserved('its bundle is not there');
  expect((await topic.state()).error?.message).toContain('its process rests');
});

it('waits while features that a release looks up are not in memory', async () => {
  const lookup = { view: 'spending', key: ['city'], feature: 'total' };
  const plain = fakeRelease(1);
  const inputs = [...plain.signature.inputs, { name: 'total', type: 'number' as const, required: false, lookup }];
  const release: ServedRelease = { ...plain, signature: { ...plain.signature, inputs } };
  const online = { find: () => null, whyUnheld: () => 'The feature view spending is not read yet.' };
  const topic = await makeScoredTopic(db, { release, online });
  await topic.arrive(rows(2));
  await topic.work();
  expect([await topic.answered(), await topic.refused(), await topic.tries()]).toEqual([[], [], 0]);
  expect((await topic.state()).error?.message).toContain('spending is not read yet');
});

it('stops a block at the first record that is late: those before it have their answers', async () => {
  let asked = 0;
  const release = fakeRelease(1, (row) => {
    asked += 1;
    return Number(row.age) >= 5 ? new Promise(() => undefined) : fakeAnswer('yes');
  });
  const topic = await makeScoredTopic(db, { release, budgetMs: 20 });
  await topic.arrive(rows(40));
  await topic.work();
  // The late one once at the end of the first block, once at the head of the next, and none behind it.
  expect([await topic.answered(), asked, await topic.tries()]).toEqual([[1, 2, 3, 4], 6, 1]);
  await topic.work();
  expect([asked, await topic.tries()]).toEqual([7, 2]);
});

it('keeps no other endpoint waiting while one is slow', async () => {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const held = fakeRelease(1, async () => {
    await gate;
    return fakeAnswer('yes');
  });
  const slow = await makeScoredTopic(db, { release: held, budgetMs: 8_000 });
  const quick = await makeScoredTopic(db, { release: fakeRelease(2, () => fakeAnswer('yes')) });
  await slow.arrive(rows(1));
  await quick.arrive(rows(3));
  const work = quick.work([slow.endpoint]);
  await until(async () => (await quick.answered()).length === 3, {
    what: 'the answers of the quick one',
    limitMs: 7_000,
  });
  expect(await slow.answered()).toEqual([]);
  letGo();
  await work;
  expect(await slow.answered()).toEqual([1]);
}, 30_000);

it('puts a record aside that ends the process whenever it is asked alone', async () => {
  const release = fakeRelease(1, (row) =>
    row.age === 2 ? Promise.reject(new ReleaseEnded('its process was ended by SIGSEGV')) : fakeAnswer('yes'),
  );
  const topic = await makeScoredTopic(db, { release });
  await topic.arrive(rows(4));
  for (let tries = 0; tries < consumerTries; tries += 1) await topic.work();
  await topic.work();
  expect([await topic.answered(), await topic.refused()]).toEqual([[1, 3, 4], [2]]);
});
