import { createHash, randomUUID } from 'node:crypto';
import { emptyDocument, type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { artifactHashSchema, type ProjectId, runIdSchema, sourceIdSchema } from '@millrace/pipeline-core/ids';
import { type BatchesRead, batchesReadSchema } from '@millrace/pipeline-core/run';
import { countRejects } from '@millrace/pipeline-core/sources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addBatch, type Batch, createDataset, type NewBatch } from '../index';
import { countBatchRejects } from '../repositories/readable-batches';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';
import { resolveReferences } from './resolve-references';

let test: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());

const hashOf = (text: string) => artifactHashSchema.parse(createHash('sha256').update(text).digest('hex'));

type Landing = Pick<NewBatch, 'source'> & { bytes?: string };

/** Lands rows of which nothing else has the bytes, unless they are given. */
async function land(datasetId: Batch['datasetId'], { bytes, source }: Landing = {}): Promise<Batch> {
  const own = bytes ?? randomUUID();
  const stored = (kind: string) => ({ hash: hashOf(kind + own), bytes: 3, kind, location: `a/${kind}${own}` });
  const plan = { v: 1 as const, expressionVersion: 1, source: [], nodes: [] };
  return addBatch(db, {
    datasetId,
    fileName: 'events.ndjson',
    format: 'ndjson',
    bytes: 3,
    raw: stored('file'),
    table: stored('table'),
    meta: {
      record: { ...stored('table-meta'), inline: {} },
      value: { v: 1, rows: 4, columns: [], plan, featureSetId: 'x', batches: [] },
    },
    rejected: 0,
    profile: { v: 1, rows: 4, columns: [], warnings: [] },
    rejects: [],
    notes: [],
    createdBy: 'ann',
    ...(source === undefined ? {} : { source }),
  });
}

const replay = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' };

/** Lands a batch as a source does: pushed events, or with `replay` such a time again. */
function bySource(o: Partial<NonNullable<NewBatch['source']>> = {}): Landing {
  const run = runIdSchema.parse(randomUUID());
  return { source: { id: theSource, run, state: 'ready', reason: null, sameAs: null, ...o } };
}
const theSource = sourceIdSchema.parse(randomUUID());

async function makeDataset(batches: number) {
  const { id: projectId } = await makeProject(db);
  const made = await createDataset(db, { projectId, name: 'events', createdBy: 'ann' });
  if (!made.ok) throw new Error(made.error);
  const landed: Batch[] = [];
  for (let at = 0; at < batches; at++) landed.push(await land(made.value.id));
  return { projectId, dataset: made.value.id, landed };
}

const numbersOf = (read: BatchesRead | null) => read?.batches.map(({ number }) => number);

function reading(dataset: string, params: object): PipelineDocument {
  const step = { id: 'data', type: 'dataset', version: 1, title: 'Data', params: { dataset, ...params } };
  return pipelineDocumentSchema.parse({
    ...emptyDocument,
    steps: { data: { ...step, position: { x: 0, y: 0 } } },
  });
}

async function resolved(projectId: ProjectId, document: PipelineDocument) {
  const { references, gone } = await resolveReferences(db, { projectId, document });
  const [found] = Object.values(references).map(({ data }) => data);
  const [why] = Object.values(gone).map(({ data }) => data);
  return { found, why, read: found === undefined ? null : batchesReadSchema.parse(found.data) };
}

it('reads all batches that are ready, and counts what is missing of each', async () => {
  const { projectId, dataset, landed } = await makeDataset(3);
  const change = (at: number, data: object) => db.prisma.batch.update({ where: { id: landed[at]?.id ?? '' }, data });
  await change(1, { state: 'quarantined' });
  const line = { line: 2, reason: 'too many cells', text: '' };
  await change(2, { rejected: 2, rejects: [line, { ...line, column: 'price' }] });
  const { found, read } = await resolved(projectId, reading(dataset, { batch: 'all' }));
  expect(read?.batches).toEqual([
    { id: landed[0]?.id, number: 1, port: 'b1', lines: 0, cells: 0 },
    { id: landed[2]?.id, number: 3, port: 'b3', lines: 1, cells: 1 },
  ]);
  expect(read?.leftOut).toEqual([]);
  expect(found).toMatchObject({ kind: 'batches', id: dataset, label: 'batches 1 and 3, 8 rows' });
  expect(Object.keys(found?.artifacts ?? {})).toEqual(['b1', 'b1.meta', 'b3', 'b3.meta']);
});

it('counts rejects as the lists of a batch tell them, where one is cut and where one is no list', async () => {
  const { projectId, landed } = await makeDataset(3);
  const lines = Array.from({ length: 1000 }, (_, at) => ({ line: at, reason: 'too many cells', text: 'a' }));
  const cell = { line: 1, reason: 'no number', text: 'x', column: 'price' };
  const given = [
    { rejected: 5000, rejects: [...lines, cell] },
    { rejected: 7, rejects: [cell] },
    { rejected: 2, rejects: {} },
  ];
  const batches = landed.map(({ id }, at) => ({ id, ...(given[at] ?? { rejected: 0, rejects: [] }) }));
  for (const { id, ...data } of batches) await db.prisma.batch.update({ where: { id }, data });
  const wanted = batches.map(({ id, rejected }) => ({ id, rejected }));
  const counts = await countBatchRejects(db, { projectId, batches: wanted });
  expect(landed.map(({ id }) => counts.get(id))).toEqual([
    { lines: 4999, cells: 1 },
    { lines: 0, cells: 7 },
    undefined,
  ]);
  for (const { id, rejected, rejects } of batches.slice(0, 2))
    expect(counts.get(id)).toEqual(countRejects({ rejected, rejects }));
  const { id: other } = await makeProject(db);
  expect(await countBatchRejects(db, { projectId: other, batches: wanted })).toEqual(new Map());
});

describe('batches with the same bytes', () => {
  it('are read once, whoever landed them', async () => {
    const { projectId, dataset, landed } = await makeDataset(0);
    for (const bytes of ['a', 'b', 'a', 'b', 'c']) landed.push(await land(dataset, { bytes: dataset + bytes }));
    const { read } = await resolved(projectId, reading(dataset, { batch: 'all' }));
    expect(numbersOf(read)).toEqual([1, 2, 5]);
    expect(read?.leftOut).toEqual([
      { number: 3, why: 'has the same bytes as batch 1', lost: false },
      { number: 4, why: 'has the same bytes as batch 2', lost: false },
    ]);
  });

  it('are read from the first that is read, where the very first is not', async () => {
    const { projectId, dataset } = await makeDataset(0);
    const first = await land(dataset, { bytes: `${dataset}a` });
    for (const sameAs of [1, 1]) await land(dataset, { bytes: `${dataset}a`, ...bySource({ sameAs }) });
    await db.prisma.batch.update({ where: { id: first.id }, data: { state: 'rejected' } });
    const { read } = await resolved(projectId, reading(dataset, { batch: 'all' }));
    expect([numbersOf(read), read?.leftOut.map(({ number }) => number)]).toEqual([[2], [3]]);
  });
});

describe('a replay', () => {
  async function withReplay(o: { states: ('ready' | 'quarantined' | 'rejected')[]; old?: number }) {
    const { projectId, dataset } = await makeDataset(0);
    const landed: Batch[] = [];
    for (const state of o.states) {
      const batch = await land(dataset, bySource());
      await db.prisma.batch.update({ where: { id: batch.id }, data: { state } });
      landed.push(batch);
    }
    await land(dataset, bySource({ replay }));
    const old = landed.slice(0, o.old ?? 0).map(({ id }) => id);
    await db.prisma.batch.updateMany({ where: { id: { in: old } }, data: { createdAt: new Date('2026-01-01') } });
    const since = { batch: 'since', since: '2026-02-01T00:00:00Z' };
    const { read } = await resolved(projectId, reading(dataset, o.old === undefined ? { batch: 'all' } : since));
    return { numbers: numbersOf(read), leftOut: read?.leftOut };
  }
  const lost = (batches: string, are = 'is') => ({
    why: `is a replay, and ${batches}, which may hold its rows, ${are} not read; to have these rows, pin the replay in a Dataset step of its own`,
    lost: true,
  });

  it('is left out where all that its source landed before is read', async () => {
    const { numbers, leftOut } = await withReplay({ states: ['ready', 'ready'] });
    expect(numbers).toEqual([1, 2]);
    expect(leftOut).toEqual([{ number: 3, why: 'is a replay, whose rows are in earlier batches', lost: false }]);
  });

  it.each(['rejected', 'quarantined'] as const)('is named as lost where one of them is %s', async (state) => {
    const { numbers, leftOut } = await withReplay({ states: ['ready', state] });
    expect(numbers).toEqual([1]);
    expect(leftOut).toEqual([{ number: 3, ...lost('batch 2') }]);
  });

  it('is named as lost where some of them landed before the time', async () => {
    const { numbers, leftOut } = await withReplay({ states: ['ready', 'ready', 'ready'], old: 2 });
    expect(numbers).toEqual([3]);
    expect(leftOut).toEqual([{ number: 4, ...lost('batches 1 and 2', 'are') }]);
  });

  it('is read where none of them is', async () => {
    const gone = { states: ['rejected', 'quarantined'] satisfies ('rejected' | 'quarantined')[] };
    expect(await withReplay(gone)).toEqual({ numbers: [3], leftOut: [] });
    expect(await withReplay({ states: ['ready'], old: 1 })).toEqual({ numbers: [2], leftOut: [] });
  });

  it('is read once of several of the same time, whose bytes may differ', async () => {
    const { projectId, dataset } = await makeDataset(0);
    const first = await land(dataset, bySource());
    await db.prisma.batch.update({ where: { id: first.id }, data: { state: 'rejected' } });
    const later = { from: '2026-11-02T00:00:00.000Z', to: '2026-11-03T00:00:00.000Z' };
    for (const time of [replay, replay, later]) await land(dataset, bySource({ replay: time }));
    const { read } = await resolved(projectId, reading(dataset, { batch: 'all' }));
    expect(numbersOf(read)).toEqual([2, 4]);
    expect(read?.leftOut).toMatchObject([{ number: 3, lost: true }]);
  });
});

it('refuses more batches than are read as one table', async () => {
  const { projectId, dataset } = await makeDataset(1);
  await db.prisma.$executeRawUnsafe(
    `insert into batch select (json_populate_record(b, json_build_object('id', gen_random_uuid(), 'number', i))).*
     from batch b, generate_series(2, 1001) i where b.dataset_id = '${dataset}'`,
  );
  const all = await resolved(projectId, reading(dataset, { batch: 'all' }));
  expect([all.found, all.why]).toEqual([undefined, expect.stringContaining('more than 1000 batches')]);
});

it('reads the batches since a time, and says when there is none', async () => {
  const { projectId, dataset, landed } = await makeDataset(2);
  const at = new Date('2026-11-01T10:00:00.000Z');
  await db.prisma.batch.update({ where: { id: landed[0]?.id ?? '' }, data: { createdAt: at } });
  const since = (time: string) => resolved(projectId, reading(dataset, { batch: 'since', since: time }));
  const all = await since('2026-11-01T12:00:00+02:00'); // the very moment
  expect(all.read?.batches.map(({ number }) => number)).toEqual([1, 2]);
  const later = await since('2026-11-01T10:00:00.001Z');
  expect(later.read?.batches.map(({ number }) => number)).toEqual([2]);
  const none = await since('2126-01-01T00:00:00Z');
  expect([none.found, none.why]).toEqual([undefined, 'no batch of the dataset has landed since the time it names']);
  const { id: other } = await makeProject(db);
  expect((await resolved(other, reading(dataset, { batch: 'all' }))).found).toBeUndefined();
});
