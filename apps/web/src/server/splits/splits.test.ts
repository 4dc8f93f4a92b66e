import { type Database, listLooks, recordLook, recordSplit } from '@millrace/db';
import type { ProjectId } from '@millrace/pipeline-core/ids';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTableUseCase } from '../runs/read-artifact';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { makeContext, startTestServer } from '../testing/test-server';
import { readLedger } from './read-ledger';
import { runLedgerUseCase, splitOfTableUseCase } from './split-use-cases';

let server: Awaited<ReturnType<typeof startTestServer>>;
let db: Database;
beforeAll(async () => {
  server = await startTestServer();
  db = server.db;
});
afterAll(() => server.stop());

type Things = Awaited<ReturnType<typeof makeStoredThings>>;

/** The looks of a run that judged so many models on 500 rows; the first is as good as `skill` makes it. */
async function judge(o: { projectId: ProjectId; things: Things; testSet: string; models: number; skill: number }) {
  const random = createRandom(11);
  for (let at = 0; at < o.models; at++) {
    let right = 0;
    for (let row = 0; row < 500; row++) if (random.next() < 0.5 + (at === 0 ? o.skill : 0)) right++;
    const modelHash = hashOf(`${o.testSet} model ${at}`);
    const judged = { runId: o.things.run.runId, idx: 2, modelHash, metric: 'accuracy' };
    const look = {
      projectId: o.projectId,
      testSet: o.testSet,
      kind: 'evaluation' as const,
      actor: 'ada',
      rows: 500,
      judged: { ...judged, value: right / 500, standardError: Math.sqrt(0.25 / 500) },
    };
    await recordLook(db, look);
    await recordLook(db, look); // an event that comes twice is one look
  }
}

describe('the ledger of a test part', () => {
  it('counts every look once', async () => {
    const context = await makeContext(db, 'scientist');
    const things = await makeStoredThings(db, context.project.id);
    const { projectId, testSet } = things.split;
    const count = async () => (await listLooks(db, { projectId, testSet })).total;
    const read = (part: 'train' | 'test', offset: number) =>
      // There is no data service here; the look is counted before the rows are asked for.
      readTableUseCase
        .run(context, { table: things.hashes.rows, part, offset, limit: 10, descending: false })
        .catch(() => null);
    expect(await count()).toBe(0);
    await read('train', 0);
    expect(await count()).toBe(0);
    await read('test', 0);
    await read('test', 10); // scrolling on
    expect(await count()).toBe(1);
    await judge({ projectId, things, testSet, models: 3, skill: 0 });
    expect(await count()).toBe(4);
    const { looks, split } = await splitOfTableUseCase.run(context, { table: things.hashes.rows });
    expect([looks, split?.id]).toEqual([4, things.split.id]);
    const { ledger } = await runLedgerUseCase.run(context, { run: things.run.runId });
    expect(ledger?.total).toBe(4);
    expect(ledger?.looks.map(({ kind }) => kind)).toEqual(['evaluation', 'evaluation', 'evaluation', 'table']);
  });

  it('warns of candidates that are pure noise, and not of one that is truly better', async () => {
    const context = await makeContext(db, 'scientist');
    const things = await makeStoredThings(db, context.project.id);
    const projectId = context.project.id;
    const ask = async (skill: number) => {
      const testSet = hashOf(`${projectId} ${skill}`);
      await judge({ projectId, things, testSet, models: 37, skill });
      return readLedger({ projectId, testSet });
    };
    expect(await ask(0)).toMatchObject({ total: 37, luck: { models: 37, mayBeLuck: true, metric: 'accuracy' } });
    expect(await ask(0.15)).toMatchObject({
      luck: { mayBeLuck: false, best: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('is kept by test rows: another split of the same rows goes on with the count', async () => {
    const context = await makeContext(db, 'scientist');
    const things = await makeStoredThings(db, context.project.id);
    const { id: _id, ...first } = things.split;
    await judge({ projectId: first.projectId, things, testSet: first.testSet, models: 2, skill: 0 });
    const again = await recordSplit(db, { ...first, idx: 1 });
    expect(again.id).not.toBe(things.split.id);
    expect((await readLedger({ projectId: first.projectId, testSet: again.testSet })).total).toBe(2);
  });
});
