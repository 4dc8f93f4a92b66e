import { createHash, randomUUID } from 'node:crypto';
import { emptyDocument, type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { artifactHashSchema, type ProjectId } from '@millrace/pipeline-core/ids';
import { batchesReadSchema } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addBatch, type Batch, createDataset } from '../index';
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

async function land(datasetId: Batch['datasetId']): Promise<Batch> {
  const own = randomUUID();
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
  });
}

async function makeDataset(batches: number) {
  const { id: projectId } = await makeProject(db);
  const made = await createDataset(db, { projectId, name: 'events', createdBy: 'ann' });
  if (!made.ok) throw new Error(made.error);
  const landed: Batch[] = [];
  for (let at = 0; at < batches; at++) landed.push(await land(made.value.id));
  return { projectId, dataset: made.value.id, landed };
}

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

it('reads all batches that are ready, and no row twice', async () => {
  const { projectId, dataset, landed } = await makeDataset(5);
  const change = (at: number, data: object) => db.prisma.batch.update({ where: { id: landed[at]?.id ?? '' }, data });
  await change(1, { state: 'quarantined' });
  await change(2, { replay: { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' } });
  await change(3, { sameAs: 1 });
  const line = { line: 2, reason: 'too many cells', text: '' };
  await change(4, { rejected: 2, rejects: [line, { ...line, column: 'price' }] });
  const { found, read } = await resolved(projectId, reading(dataset, { batch: 'all' }));
  expect(read?.batches).toEqual([
    { id: landed[0]?.id, number: 1, port: 'b1', lines: 0, cells: 0 },
    { id: landed[4]?.id, number: 5, port: 'b5', lines: 1, cells: 1 },
  ]);
  expect(read?.leftOut.map(({ number }) => number)).toEqual([3, 4]);
  expect(found).toMatchObject({ kind: 'batches', id: dataset, label: 'batches 1 and 5, 8 rows' });
  expect(Object.keys(found?.artifacts ?? {})).toEqual(['b1', 'b1.meta', 'b5', 'b5.meta']);
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
