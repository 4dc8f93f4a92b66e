import { listLooks } from '@millrace/db';
import type { FollowedRows } from '@millrace/pipeline-core/api';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { runStarter } from '../testing/starter-run';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { followRow, runsOfTableUseCase } from './follow-row';

const askedSchema = z.object({
  ports: z.array(z.object({ key: z.string(), table: z.string(), origin: z.string().nullable() })),
  picked: z.object({ key: z.string(), row: z.number() }),
  moves: z.array(z.object({ from: z.string(), to: z.string(), way: z.string() })),
});
let asked: z.output<typeof askedSchema> | null = null;
/** Which rows of how many ports the stand-in finds, in order; the rest are empty. */
let found = 0;
let part = 'train';

const shown = (): FollowedRows => ({
  columns: [{ name: 'months', type: 'text' }],
  columnsLeftOut: 0,
  rowNumbers: [3],
  parts: [part],
  rows: [['7']],
});

/** Stands where the worker's data service is, which finds the rows; `follow-row.test.ts` of the worker does that for real. */
withTestServer({
  dataService(request, response) {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      asked = askedSchema.parse(JSON.parse(text));
      const ports = asked.ports.map(({ key }, at) => ({
        key,
        count: at < found ? 1 : 0,
        shown: at < found ? shown() : null,
        before: null,
      }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ ports }));
    });
  },
});

async function makeRun() {
  const context = await makeContext(db, 'viewer');
  return { context, run: await runStarter(db, context.project.id) };
}

it('asks for the ports of the run with rows, and tells where the row ends', async () => {
  const { context, run } = await makeRun();
  found = 2;
  const told = await followRow(context, { run: run.runId, step: 'dataset', row: 3 }, { look: 'table' });
  expect(asked?.picked).toEqual({ key: `${run.at('dataset')}:table`, row: 3 });
  expect(asked?.moves.every(({ way }) => way === 'on')).toBe(true);
  const states = told.ports.map(({ state }) => state);
  expect(states.slice(0, 3)).toEqual(['picked', 'here', 'dropped']);
  expect(new Set(states.slice(3))).toEqual(new Set(['gone']));
  const third = told.ports[2];
  expect(told.ports[3]?.by).toBe(third?.key);
  expect(third?.why).toMatch(/\.$/);
});

it('refuses a row that is not there, a step without rows, and a run of another project', async () => {
  const { context, run } = await makeRun();
  const follow = (o: object) =>
    followRow(context, { run: run.runId, step: 'dataset', row: 3, ...o }, { look: 'table' });
  found = 0;
  await expect(follow({ row: 999 })).rejects.toThrow('has no row number 999');
  await expect(follow({ step: 'nothing' })).rejects.toThrow('this step has no rows');
  const other = await makeRun();
  await expect(follow({ run: other.run.runId })).rejects.toMatchObject({ kind: 'not-found' });
});

it('writes into the ledger that test rows were seen, once for all tables of a test part', async () => {
  const context = await makeContext(db, 'viewer');
  const { run, split } = await makeStoredThings(db, context.project.id);
  const { projectId, testSet } = split;
  const looks = async () => (await listLooks(db, { projectId, testSet })).total;
  const follow = async () => {
    const told = await followRow(context, { run: run.runId, step: 's0', port: 'rows', row: 3 }, { look: 'api' });
    return told.ports.filter(({ shown: rows }) => rows !== null).length;
  };
  found = 20;
  part = 'train';
  expect([await follow(), await looks()]).toEqual([2, 0]);
  part = 'test';
  expect([await follow(), await looks()]).toEqual([2, 1]);
  expect([await follow(), await looks()]).toEqual([2, 2]);
});

it('lists the runs in which a table was made, with the step that made it', async () => {
  const { context, run } = await makeRun();
  const { runs } = await runsOfTableUseCase.run(context, { table: run.hashAt('dataset', 'table') });
  expect(runs).toMatchObject([{ id: run.runId, step: 'dataset', port: 'table' }]);
});
