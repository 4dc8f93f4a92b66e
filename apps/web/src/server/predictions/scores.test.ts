import { deleteDataset, insertPredictions } from '@millrace/db';
import { expect, it } from 'vitest';
import { makeApiReader } from '../testing/api-reader';
import { makeStoredThings } from '../testing/stored-things';
import { testPrediction } from '../testing/test-prediction';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { addTracedRelease } from '../testing/traced-release';
import { countScoresUseCase, listScoresUseCase, touchedByBatchUseCase } from './scores';

withTestServer();

/** Two releases that learned from the batch and one that did not, each with scores a minute apart, and some refusals. */
async function makeTouched() {
  const context = await makeContext(db, 'engineer');
  const projectId = context.project.id;
  const stored = await makeStoredThings(db, projectId);
  const { batch } = stored;
  const touching = [
    await addTracedRelease(db, { projectId, stored, batches: [batch.id], name: 'one' }),
    await addTracedRelease(db, { projectId, stored, batches: [batch.id], name: 'two' }),
  ];
  const other = await addTracedRelease(db, { projectId, stored, batches: [], name: 'three' });
  const planted = Array.from({ length: 30 }, (_, minute) => {
    const release = [...touching, other][minute % 3];
    const status = minute % 5 === 0 ? ('invalid' as const) : minute % 7 === 0 ? ('fallback' as const) : ('ok' as const);
    const at = new Date(Date.UTC(2026, 9, 1 + Math.floor(minute / 4), 23, 50 + minute)).toISOString();
    return testPrediction({ endpoint: stored.endpoint.id, release: release?.id ?? null, status, at });
  });
  // Each has a copy in the shadow, answered by the next release, which no caller got.
  const copies = planted.map(({ id, at }, index) =>
    testPrediction({ endpoint: stored.endpoint.id, release: touching[index % 2]?.id ?? null, at, shadowOf: id }),
  );
  await insertPredictions(db, [...planted, ...copies]);
  const ids = touching.map(({ id }) => id as string);
  const expected = planted
    .filter(({ release, status }) => status !== 'invalid' && release !== null && ids.includes(release))
    .sort((a, b) => b.at.localeCompare(a.at));
  return { context, stored, touching, other, expected };
}

it('finds exactly the scores that a batch has touched, page by page, by the API', async () => {
  const { context, stored, expected } = await makeTouched();
  const read = await makeApiReader(context);
  const found: string[] = [];
  let cursor = '';
  do {
    const answer = await (await read(`predictions?batch=${stored.batch.id}&limit=6${cursor}`)).json();
    expect(answer.items.length).toBeLessThanOrEqual(6);
    found.push(...answer.items.map(({ id }: { id: string }) => id));
    cursor = answer.next === null ? '' : `&cursor=${answer.next}`;
  } while (cursor !== '');
  expect(found).toEqual(expected.map(({ id }) => id));
});

it('counts what each release has answered since', async () => {
  const { context, stored, touching, other, expected } = await makeTouched();
  const found = await touchedByBatchUseCase.run(context, { batch: stored.batch.id });
  expect(found.map(({ id }) => id)).toEqual(touching.map(({ id }) => id).reverse());
  for (const release of found) {
    const own = expected.filter((prediction) => prediction.release === release.id);
    expect(release).toMatchObject({ scores: own.length, first: own.at(-1)?.at, last: own[0]?.at });
  }
  const { items } = await listScoresUseCase.run(context, { release: other.id, limit: 50 });
  const { releases } = await countScoresUseCase.run(context, { release: other.id });
  expect(releases).toMatchObject([{ id: other.id, scores: items.length }]);
  expect(items.every(({ release }) => release === `churn v${other.number}`)).toBe(true);
});

it('still answers for a batch of a deleted dataset, and asks for one of batch and release', async () => {
  const { context, stored, touching } = await makeTouched();
  await deleteDataset(db, { projectId: context.project.id, id: stored.dataset.id });
  expect(await touchedByBatchUseCase.run(context, { batch: stored.batch.id })).toHaveLength(2);
  const read = await makeApiReader(context);
  for (const query of ['', `?batch=${stored.batch.id}&release=${touching[0]?.id}`]) {
    const refused = await read(`predictions${query}`);
    expect([refused.status, (await refused.json()).detail]).toEqual([422, expect.stringContaining('exactly one')]);
  }
});
