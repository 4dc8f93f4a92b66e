import { join } from 'node:path';
import {
  addBatch,
  addToOutbox,
  createDataset,
  getBatch,
  insertPredictions,
  listPredictions,
  readOutbox,
} from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { endpointIdSchema } from '@millrace/pipeline-core/ids';
import { predictionSchema } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidV7 } from '../scoring/predictions/uuid-v7';
import { testId } from '../testing/fake-release';
import { createArtifactStore } from './artifact-store';
import { createDataService } from './data-service';
import { reportTextCap } from './ingest/land-report';
import { scratchFolder } from './testing/scratch';
import { serviceHeaders, serviceOptions } from './testing/service-options';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
}, 60_000);
afterAll(() => test.drop());

const folder = scratchFolder('odd-text');

async function land(payload: string) {
  const store = await createArtifactStore(join(folder, 'store'));
  const app = createDataService(serviceOptions({ folder, store, records: new Map() }));
  const answer = await app.inject({ method: 'POST', url: '/land?file=odd.csv', headers: serviceHeaders, payload });
  await app.close();
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

it('stores a batch whose rejected lines hold a NUL and a pair cut in two', async () => {
  const rows = Array.from({ length: 20 }, (_, n) => `${n},${n}`);
  // The cap of a report falls between the two halves of the emoji.
  const cut = `${'x'.repeat(reportTextCap - 1)}😀`;
  const { raw, table, meta, metaArtifact, profile, rejected, rejects, notes } = await land(
    `a,b\n${rows.join('\n')}\n1,2,with\0nul\n${cut}\n`,
  );
  const { id: projectId } = await makeProject(test.db);
  const created = await createDataset(test.db, { projectId, name: 'odd', createdBy: 'ann' });
  if (!created.ok) throw new Error(created.error);
  const { id } = await addBatch(test.db, {
    datasetId: created.value.id,
    fileName: 'odd.csv',
    format: 'csv',
    bytes: raw.bytes,
    raw,
    table,
    meta: { record: metaArtifact, value: meta },
    rejected,
    profile,
    rejects,
    notes,
    createdBy: 'ann',
  });
  const stored = await getBatch(test.db, { projectId, id });
  expect(stored?.rejects).toMatchObject([
    { line: 22, text: '1,2,with\ufffdnul' },
    { line: 23, text: `${'x'.repeat(reportTextCap - 1)}\ufffd…` },
  ]);
});

it('stores a prediction with a lone surrogate, a NUL and a time beyond the column', async () => {
  const endpoint = endpointIdSchema.parse(testId(9));
  const prediction = predictionSchema.parse({
    id: uuidV7(),
    at: new Date().toISOString(),
    endpoint,
    revision: 1,
    release: null,
    rank: 1,
    reason: 'v1 failed: no category "a\0b"',
    input: { half: '\ud83d', nul: 'a\0b', 'key\0': '\\u0000' },
    output: null,
    caller: 'key:1',
    protocol: 'native',
    micros: { total: 3e9, features: 0, model: 0 },
    status: 'error',
  });
  expect(await insertPredictions(test.db, [prediction])).toBe(1);
  expect(await listPredictions(test.db, { endpointId: endpoint })).toMatchObject([
    {
      reason: 'v1 failed: no category "a\ufffdb"',
      input: { half: '\ufffd', nul: 'a\ufffdb', 'key\ufffd': '\\u0000' },
      micros: { total: 2 ** 31 - 1 },
    },
  ]);
});

it('queues an event whose payload holds a NUL', async () => {
  await addToOutbox(test.db, { topic: 'odd', key: 'one', payload: { text: 'a\0b\udc00' } });
  const [entry] = (await readOutbox(test.db)).filter(({ topic }) => topic === 'odd');
  expect(entry?.payload).toEqual({ text: 'a\ufffdb\ufffd' });
});
