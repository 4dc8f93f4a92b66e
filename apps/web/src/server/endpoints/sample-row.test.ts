import { expect, it } from 'vitest';
import { runStarter, starterInputs } from '../testing/starter-run';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { sampleRowUseCase } from './endpoint-use-cases';

const asked: string[] = [];
const total = 5;

/** Stands where the worker's data service is: answers any window with one row as long as there are some, and remembers what was asked. */
withTestServer({
  dataService(request, response) {
    asked.push(request.url ?? '');
    const columns = ['tenure', 'left'].map((name) => ({ name, type: 'number' }));
    const offset = Number(new URL(request.url ?? '', 'http://data').searchParams.get('offset'));
    const rows = offset < total ? [[12, 'yes']] : [];
    response.end(JSON.stringify({ total, offset, columns, rowNumbers: rows.map(() => 7), rows }));
  },
});

it('the test form gets a held-out row of the run that trained the model', async () => {
  const context = await makeContext(db, 'viewer');
  const { endpoint, hashes } = await makeStoredThings(db, context.project.id);
  const sample = await sampleRowUseCase.run(context, { id: endpoint.id, offset: 3 });
  expect(sample).toEqual({ row: { tenure: 12 }, label: 'yes', total });
  expect(asked.at(-1)).toBe(`/tables/${hashes.rows}/window?offset=3&limit=1&part=test`);
});

it('also when a later run only packaged it', async () => {
  const context = await makeContext(db, 'viewer');
  const things = await makeStoredThings(db, context.project.id);
  await db.prisma.release.update({ where: { id: things.release.id }, data: { runId: crypto.randomUUID() } });
  const sample = await sampleRowUseCase.run(context, { id: things.endpoint.id, offset: 0 });
  expect(sample.row).toEqual({ tenure: 12 });
  expect(asked.at(-1)).toContain(things.hashes.rows);
});

it('with the cells as they came where a step has cast them, and the label as it was learned', async () => {
  const context = await makeContext(db, 'viewer');
  const { endpoint, release } = await makeStoredThings(db, context.project.id);
  const { runId, hashAt } = await runStarter(db, context.project.id);
  const inputs = starterInputs.map(({ name }) => ({ name, type: 'text' as const, required: false }));
  const manifest = { ...release.manifest, signature: { ...release.manifest.signature, inputs } };
  const bundleHash = hashAt('register', 'release');
  await db.prisma.release.update({
    where: { id: release.id },
    data: { candidateId: null, runId, bundleHash, manifest: JSON.parse(JSON.stringify(manifest)) },
  });
  const sample = await sampleRowUseCase.run(context, { id: endpoint.id, offset: 2 });
  expect(asked.slice(-2)).toEqual([
    `/tables/${hashAt('split', 'split')}/window?offset=2&limit=1&part=test`,
    `/tables/${hashAt('dataset', 'table')}/window?offset=0&limit=1&row=7`,
  ]);
  expect(sample).toEqual({ total, row: { months: null, city: null }, label: 'yes' });
});

it('past the last row there is none, not a row of blanks', async () => {
  const context = await makeContext(db, 'viewer');
  const { endpoint } = await makeStoredThings(db, context.project.id);
  expect(await sampleRowUseCase.run(context, { id: endpoint.id, offset: total })).toEqual({
    row: null,
    label: null,
    total,
  });
});
