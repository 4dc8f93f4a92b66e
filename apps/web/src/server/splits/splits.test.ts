import { findTestSetOfRun, listLooks, recordLook, recordSplit } from '@millrace/db';
import { type ArtifactHash, type ProjectId, runIdSchema } from '@millrace/pipeline-core/ids';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { readTableUseCase } from '../runs/read-artifact';
import { makeApiReader } from '../testing/api-reader';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { readLedger } from './read-ledger';
import { runLedgerUseCase, splitOfTableUseCase } from './split-use-cases';

withTestServer();

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
    const read = (part: 'train' | 'test' | undefined, offset: number) =>
      // There is no data service here; the look is counted before the rows are asked for.
      readTableUseCase
        .run(context, { table: things.hashes.rows, part, offset, limit: 10, descending: false, filters: [] })
        .catch(() => null);
    expect(await count()).toBe(0);
    await read('train', 0);
    expect(await count()).toBe(0);
    await read('test', 0);
    await read('test', 10); // scrolling on
    await read(undefined, 0); // rows of all parts, by the same person a moment later
    expect(await count()).toBe(1);
    await judge({ projectId, things, testSet, models: 3, skill: 0 });
    expect(await count()).toBe(4);
    const { looks, split } = await splitOfTableUseCase.run(context, { table: things.hashes.rows });
    expect([looks, split?.id]).toEqual([4, things.split.id]);
    const { ledger } = await runLedgerUseCase.run(context, { run: things.run.runId });
    expect(ledger?.total).toBe(4);
    expect(ledger?.looks.map(({ kind }) => kind)).toEqual(['evaluation', 'evaluation', 'evaluation', 'table']);
  });

  it('counts a read of rows of all parts: they may be test rows', async () => {
    const context = await makeContext(db, 'scientist');
    const { hashes, split, batch } = await makeStoredThings(db, context.project.id);
    const window = { offset: 0, limit: 10, descending: false, filters: [] };
    const read = (table: ArtifactHash) => readTableUseCase.run(context, { table, ...window }).catch(() => null);
    await read(batch.tableHash); // not split
    expect((await listLooks(db, split)).total).toBe(0);
    await read(hashes.rows);
    await read(hashes.scaled); // the same test rows behind a step
    expect(await listLooks(db, split)).toMatchObject({ total: 1, looks: [{ kind: 'table' }] });
    const ask = await makeApiReader(context);
    for (const query of ['', '?part=train', '?part=test']) await ask(`tables/${hashes.rows}/rows${query}`);
    const { looks, total } = await listLooks(db, split);
    expect([total, looks.filter(({ kind }) => kind === 'api').length]).toEqual([3, 2]);
  });

  it('shows the receipt of folds where the table has one and no split made it', async () => {
    const context = await makeContext(db, 'viewer');
    const { hashes, split } = await makeStoredThings(db, context.project.id);
    const ask = async () => splitOfTableUseCase.run(context, { table: hashes.rows });
    expect(await ask()).toMatchObject({ split: { id: split.id }, folds: null });
    await db.prisma.splitReceipt.delete({ where: { id: split.id } });
    expect(await ask()).toMatchObject({ split: null, folds: null });
    const counts = [
      { train: 4, validation: 4 },
      { train: 4, validation: 4 },
    ];
    const how = { v: 1, strategy: 'k-fold', k: 2, expanding: false, seed: 1, without: 0 };
    const warnings = [{ code: 'tiny-fold', message: 'Folds are tiny.' }];
    const folds = { ...how, counts, warnings };
    const inline = { split: { receipt: split.receipt, folds } };
    await db.pool.query('update artifact set inline = $1 where hash = $2', [inline, hashes.rowsMeta]);
    expect(await ask()).toMatchObject({ split: null, folds });
  });

  it('of a run is that of its own project, also where another judged an equal model', async () => {
    const contexts = [await makeContext(db, 'scientist'), await makeContext(db, 'scientist')];
    const [mine, other] = contexts.map(({ project }) => project.id);
    if (mine === undefined || other === undefined) throw new Error('no projects');
    const things = await makeStoredThings(db, mine);
    const look = { kind: 'evaluation' as const, actor: 'ada', rows: 5 };
    const judged = { idx: 2, modelHash: things.hashes.model, metric: 'accuracy', value: 0.5, standardError: null };
    const run = things.run.runId;
    const foreign = runIdSchema.parse(crypto.randomUUID());
    const ofOther = { ...look, projectId: other, testSet: hashOf('theirs'), judged: { ...judged, runId: foreign } };
    await recordLook(db, ofOther);
    expect(await findTestSetOfRun(db, { projectId: mine, runId: run })).toBeNull();
    const again = runIdSchema.parse(crypto.randomUUID());
    await recordLook(db, { ...ofOther, projectId: mine, testSet: 'ours', judged: { ...judged, runId: again } });
    expect(await findTestSetOfRun(db, { projectId: mine, runId: run })).toBe('ours');
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
