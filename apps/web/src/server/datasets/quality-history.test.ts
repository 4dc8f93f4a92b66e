import { addBatch, createDataset } from '@millrace/db';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { jsonSchema } from '@millrace/pipeline-core/json';
import type { TableSketch } from '@millrace/pipeline-core/sketch';
import { beforeEach, expect, it } from 'vitest';
import { hashOf } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { qualityHistoryUseCase } from './quality-history';

let [asked, atOnce, most] = [[] as string[], 0, 0];
/** Requests are answered once so many wait for it. */
const waiting: (() => void)[] = [];
let together = 1;
/** Tables that the stand-in cannot sum up. */
const broken = new Set<string>();
const sketch: TableSketch = { v: 1, rows: 10, hasher: 'test', columns: [] };

/** Stands where the worker's data service is, and notes how many summaries are made side by side. */
withTestServer({
  dataService(request, response) {
    const table = (request.url ?? '').split('/')[2] ?? '';
    asked.push(table);
    atOnce += 1;
    most = Math.max(most, atOnce);
    waiting.push(() => {
      atOnce -= 1;
      if (broken.has(table)) response.statusCode = 500;
      response.setHeader('content-type', 'application/json').end(JSON.stringify(broken.has(table) ? {} : sketch));
    });
    if (waiting.length >= together) for (const answer of waiting.splice(0)) answer();
  },
});
beforeEach(() => {
  [asked, most] = [[], 0];
});

async function makeDataset(batches: number) {
  const context = await makeContext(db, 'viewer');
  const made = await createDataset(db, { projectId: context.project.id, name: 'sales', createdBy: 'ada' });
  if (!made.ok) throw new Error(made.error);
  const tables: string[] = [];
  for (let at = 0; at < batches; at++) {
    const stored = (kind: string) => ({
      hash: hashOf(`${kind} ${made.value.id} ${at}`),
      bytes: 1,
      kind,
      location: 'a/x',
    });
    const columns = [{ name: 'n', type: 'integer', role: 'feature', sqlType: 'BIGINT' }];
    const plan = { v: 1, expressionVersion: 1, source: [], nodes: [] };
    const meta = tableMetaSchema.parse({ v: 1, rows: 10, columns, plan, featureSetId: 'f' });
    const inline = jsonSchema.parse(JSON.parse(JSON.stringify(meta)));
    const { hash } = stored('table');
    tables.push(hash);
    await addBatch(db, {
      ...{
        datasetId: made.value.id,
        fileName: `${at}.csv`,
        format: 'csv',
        bytes: 1,
        rejected: 0,
        rejects: [],
        notes: [],
      },
      ...{
        raw: stored('file'),
        table: stored('table'),
        meta: { record: { ...stored('table-meta'), inline }, value: meta },
      },
      ...{ profile: { v: 1, rows: 10, columns: [], warnings: [] }, createdBy: 'ada' },
    });
  }
  return { ask: () => qualityHistoryUseCase.run(context, { id: made.value.id }), tables };
}

it('makes missing summaries a few at a time, the newest first, and says how many are left', async () => {
  const { ask, tables } = await makeDataset(8);
  together = 3;
  const first = await ask();
  together = 1;
  expect([first.waiting, first.batches.length, asked.length]).toEqual([5, 8, 3]);
  expect(new Set(asked)).toEqual(new Set(tables.slice(-3)));
  expect(most).toBe(3);
  expect((await ask()).waiting).toBe(2);
  expect((await ask()).waiting).toBe(0);
  expect(asked.length).toBe(8);
  await ask();
  expect(asked.length).toBe(8); // all are kept
});

it('leaves a batch alone that cannot be summed up, says so, and goes on with the others', async () => {
  const { ask, tables } = await makeDataset(5);
  broken.add(tables[4] ?? '');
  const first = await ask();
  expect(first.failed).toMatchObject([{ number: 5 }]);
  expect([first.waiting, new Set(asked)]).toEqual([2, new Set(tables.slice(-3))]);
  const second = await ask();
  expect(second).toMatchObject({ waiting: 0, failed: [{ number: 5 }] });
  expect(asked.filter((table) => table === tables[4])).toHaveLength(1);
  expect(new Set(asked)).toEqual(new Set(tables));
});
