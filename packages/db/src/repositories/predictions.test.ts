import { randomUUID } from 'node:crypto';
import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing';
import { insertPredictions, insertPredictionText, listPredictions, refusesRows } from './predictions';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
}, 60_000);
afterAll(() => test.drop());

const made = (facts: Partial<Prediction> = {}): Prediction =>
  predictionSchema.parse({
    ...{
      id: randomUUID(),
      at: '2026-11-20T10:00:00.123Z',
      endpoint: randomUUID(),
      revision: 1,
      release: null,
      rank: 0,
    },
    ...{ input: {}, output: null, caller: 'k', protocol: 'native', status: 'ok' },
    micros: { total: 3, features: 2, model: 1 },
    ...facts,
  });

/** What an endpoint lists of a prediction: copies for a shadow are not listed. */
async function kept({ endpoint }: Prediction): Promise<Prediction | undefined> {
  return (await listPredictions(test.db, { endpointId: endpoint }))[0];
}

it('keeps every field as it was, present or absent', async () => {
  const full = made({
    input: { age: 39.5, city: 'Zürich "x"\n', none: null, more: { deep: [1, 'a', null] } },
    output: { prediction: '>50K', probabilities: { '<=50K': 0.1 + 0.2, '>50K': 1e-300 } },
    ...{ asked: 'v7', entity: 'e1', reason: "v2 was late: it's slow", rank: 1, status: 'fallback' },
  });
  const bare = made();
  expect(await insertPredictions(test.db, [full, bare])).toBe(2);
  expect(await insertPredictions(test.db, [bare, full])).toBe(0);
  expect(await kept(full)).toEqual(full);
  expect(await kept(bare)).toEqual(bare);
  const { rows } = await test.db.pool.query('select output, details from prediction where id = $1', [bare.id]);
  expect(rows).toEqual([{ output: null, details: null }]);
});

it('knows a copy for a shadow by what it is a copy of', async () => {
  const copy = made({ shadowOf: made().id });
  await insertPredictions(test.db, [copy]);
  const { rows } = await test.db.pool.query('select shadow_of from prediction where id = $1', [copy.id]);
  expect(rows).toEqual([{ shadow_of: copy.shadowOf }]);
  expect(await kept(copy)).toBeUndefined();
});

it('keeps the longest time that fits, and the text that Postgres would refuse with its bad letters replaced', async () => {
  const odd = made({
    micros: { total: 3e9, features: 0, model: 2 ** 31 - 1 },
    ...{ reason: 'a\0b', input: { 'k\0': '\ud800 \\u0000' } },
  });
  await insertPredictions(test.db, [odd]);
  expect(await kept(odd)).toMatchObject({
    micros: { total: 2 ** 31 - 1, features: 0, model: 2 ** 31 - 1 },
    reason: 'a\ufffdb',
    input: { 'k\ufffd': '\ufffd \\u0000' },
  });
});

it.each([
  ['no JSON', '{"id":"half'],
  ['no object', '7'],
  ['a number that no column holds', JSON.stringify(made({ revision: 3e9 }))],
  ['a time that is none', JSON.stringify({ ...made(), at: 'yesterday evening' })],
  ['a prediction without times', JSON.stringify({ ...made(), micros: undefined })],
])('stores nothing of a batch that holds %s', async (_, odd) => {
  const good = made();
  await expect(insertPredictionText(test.db, Buffer.from(`${JSON.stringify(good)}\n${odd}\n`))).rejects.toThrow();
  expect(await kept(good)).toBeUndefined();
});

it('counts the same prediction given twice in one batch once', async () => {
  const twice = made();
  expect(await insertPredictions(test.db, [twice, twice])).toBe(1);
});

it('tells rows that the database refuses from a database that does not take any now', async () => {
  const refused = await insertPredictionText(test.db, Buffer.from('no json\n')).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusesRows(refused)).toBe(true);
  // Out of a column's range, a failed check; a full disk, a lock that takes too long, a server that stops, a lost connection.
  expect(['22003', '23514'].map((code) => refusesRows({ code }))).toEqual([true, true]);
  expect(['53100', '57014', '57P01', 'ECONNRESET'].map((code) => refusesRows({ code }))).toEqual(Array(4).fill(false));
});
