import { randomUUID } from 'node:crypto';
import { endpointIdSchema } from '@millrace/pipeline-core/ids';
import { type Prediction, predictionSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing';
import { addPredictionDays, deleteStrayPredictions, dropPredictionDay } from './prediction-days';
import { insertPredictions, listPredictions } from './predictions';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
}, 60_000);
afterAll(() => test.drop());

const endpointId = endpointIdSchema.parse(randomUUID());
/** Far from the days that the migration has made. */
const days = { from: new Date('2024-02-28T12:00:00Z'), to: new Date('2024-03-01T00:00:00Z') };

const predictionAt = (at: string): Prediction =>
  predictionSchema.parse({
    ...{ id: randomUUID(), at, endpoint: endpointId, revision: 1, release: null, rank: 0, input: {}, output: null },
    ...{ caller: 'k', protocol: 'native', micros: { total: 1, features: 0, model: 0 }, status: 'ok' },
  });

beforeEach(async () => {
  await test.db.pool.query('truncate prediction');
  while ((await dropPredictionDay(test.db, { before: new Date('2025-01-01T00:00:00Z') })) !== null);
});

/** In which table each prediction lies, by its time. */
async function placesOf(): Promise<string[][]> {
  const { rows } = await test.db.pool.query('select at, tableoid::regclass::text as place from prediction order by at');
  return rows.map(({ at, place }) => [at.toISOString(), place]);
}

it('keeps each day in its table: the last millisecond of one and the first of the next lie apart', async () => {
  expect(await addPredictionDays(test.db, days)).toBe(3);
  expect(await addPredictionDays(test.db, days)).toBe(0);
  const times = [
    '2024-02-28T23:59:59.999Z',
    '2024-02-29T00:00:00.000Z',
    '2024-02-29T23:59:59.999Z',
    '2024-03-01T00:00:00.000Z',
  ];
  expect(await insertPredictions(test.db, times.map(predictionAt))).toBe(4);
  expect(await placesOf()).toEqual([
    [times[0], 'prediction_day.d20240228'],
    [times[1], 'prediction_day.d20240229'],
    [times[2], 'prediction_day.d20240229'],
    [times[3], 'prediction_day.d20240301'],
  ]);
});

it('keeps what is shipped twice once, on both sides of a boundary, and also after its day was made', async () => {
  const batch = ['2024-02-28T23:59:59.999Z', '2024-02-29T00:00:00.000Z'].map(predictionAt);
  expect(await insertPredictions(test.db, batch)).toBe(2);
  expect(await insertPredictions(test.db, batch)).toBe(0);
  expect((await placesOf()).map(([, place]) => place)).toEqual(['prediction_day.other', 'prediction_day.other']);
  await addPredictionDays(test.db, days);
  expect((await placesOf()).map(([, place]) => place)).toEqual([
    'prediction_day.d20240228',
    'prediction_day.d20240229',
  ]);
  expect(await insertPredictions(test.db, batch)).toBe(0);
  expect(await listPredictions(test.db, { endpointId })).toHaveLength(2);
});

it('looks for the newest no further back than it takes: the tables of days before are not asked', async () => {
  await addPredictionDays(test.db, days);
  const ago = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();
  const made = [ago(5), ago(20), '2024-02-29T10:00:00.000Z'].map(predictionAt);
  await insertPredictions(test.db, made);
  const writer = await test.db.pool.connect();
  try {
    await writer.query('begin');
    await writer.query('lock table prediction_day.d20240229 in access exclusive mode'); // who asks it waits
    expect(await listPredictions(test.db, { endpointId, limit: 2 })).toEqual(made.slice(0, 2));
  } finally {
    await writer.query('rollback');
    writer.release();
  }
  expect(await listPredictions(test.db, { endpointId })).toEqual(made);
  expect(await listPredictions(test.db, { endpointId, before: new Date(ago(6)) })).toEqual(made.slice(1));
});

it('drops whole days that are over, oldest first, and no day before its end', async () => {
  await addPredictionDays(test.db, days);
  await insertPredictions(
    test.db,
    ['2024-02-28T10:00:00Z', '2024-02-29T10:00:00Z', '2024-03-01T10:00:00Z'].map(predictionAt),
  );
  const before = new Date('2024-03-01T00:00:00Z');
  expect(await dropPredictionDay(test.db, { before: new Date('2024-02-28T23:59:59.999Z') })).toBeNull();
  expect(await dropPredictionDay(test.db, { before })).toBe('2024-02-28');
  expect(await dropPredictionDay(test.db, { before })).toBe('2024-02-29');
  expect(await dropPredictionDay(test.db, { before })).toBeNull();
  expect((await placesOf()).map(([at]) => at)).toEqual(['2024-03-01T10:00:00.000Z']);
});

it('deletes what came for no day by rows, and waits for who reads a day that is to go', async () => {
  await insertPredictions(test.db, ['2024-02-28T10:00:00Z', '2024-03-05T10:00:00Z'].map(predictionAt));
  const before = new Date('2024-03-01T00:00:00Z');
  expect(await deleteStrayPredictions(test.db, { before, limit: 10 })).toBe(1);
  expect(await deleteStrayPredictions(test.db, { before, limit: 10 })).toBe(0);
  await addPredictionDays(test.db, days);
  const reader = await test.db.pool.connect();
  try {
    await reader.query('begin');
    await reader.query('select count(*) from prediction');
    expect(await dropPredictionDay(test.db, { before })).toBe('busy');
  } finally {
    await reader.query('rollback');
    reader.release();
  }
  expect(await dropPredictionDay(test.db, { before })).toBe('2024-02-28');
});

it('waits for who writes what has no day yet, before it makes one', async () => {
  const writer = await test.db.pool.connect();
  try {
    await writer.query('begin');
    await writer.query('lock table prediction_day.other in row exclusive mode');
    expect(await addPredictionDays(test.db, days)).toBe('busy');
  } finally {
    await writer.query('rollback');
    writer.release();
  }
  expect(await addPredictionDays(test.db, days)).toBe(3);
});

it('asks the table of a day alone where the time is known', async () => {
  await addPredictionDays(test.db, days);
  const { rows } = await test.db.pool.query(
    "explain select * from prediction where at >= '2024-02-29T01:00:00Z' and at < '2024-02-29T02:00:00Z'",
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('d20240229');
  expect(plan).not.toContain('d20240228');
});
