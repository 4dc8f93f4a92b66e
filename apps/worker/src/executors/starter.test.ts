import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Starter, starterPipeline } from '@millrace/pipeline-core/document';
import { planRun } from '@millrace/pipeline-core/plan';
import type { RunStep } from '@millrace/pipeline-core/run';
import { describe, expect, it } from 'vitest';
import { landFile } from '../data/ingest/land-file';
import { plainTable } from '../data/plain-table';
import { profileTable } from '../data/profile-table';
import { loadBundle } from '../data/release-bundle';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { batchReference, type StepResult, StepRunner } from './testing/run-steps';

const root = scratchFolder('starter');

/** Customers whose numbers are quoted, as many an API writes them; some blank. */
const lines = Array.from({ length: 240 }, (_, row) => {
  const months = (row * 37) % 60;
  const city = ['Bern', 'Chur', 'Basel'][row % 3];
  const left = months < 20 === (row % 7 !== 0) ? 'yes' : 'no';
  return { months: row % 11 === 0 ? ' ' : String(months), city, visits: row % 13 === 0 ? null : row % 9, left };
});

async function makeStarter() {
  const path = join(root, 'customers.ndjson');
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const folder = join(root, 'landed');
  mkdirSync(folder);
  const session = scratchSession(folder, [root]);
  const { table, meta } = await landFile({ session, path, name: 'customers.ndjson', folder });
  const profile = await profileTable(session, plainTable(table, meta), { target: 'left' });
  const starter = starterPipeline({ profile, datasetId: 'd', datasetName: 'Customers', target: 'left' });
  return { starter, data: await batchReference(table, meta) };
}

/** The steps of the drawing as a run has them, in order, inputs numbered. */
async function planned({ document }: Starter, data: Awaited<ReturnType<typeof batchReference>>): Promise<RunStep[]> {
  const artifacts = Object.fromEntries(data.map(({ port, hash }) => [port, hash]));
  const plan = await planRun({
    document,
    codeHashes: {},
    references: { dataset: { data: { kind: 'batch', id: 'b', label: 'Customers', artifacts } } },
    lookup: async () => null,
  });
  expect(plan.issues).toEqual([]);
  return plan.steps;
}

describe('the first pipeline of a table', () => {
  it('ends in a release that answers, also when texts had to be read as numbers', async () => {
    const { starter, data } = await makeStarter();
    expect(starter.notes.join(' ')).toContain('`months` is text that holds numbers');
    const runner = new StepRunner(root);
    const results: StepResult[] = [];
    const steps = await planned(starter, data);
    for (const { spec } of steps) {
      const inputs = Object.entries(spec.inputs).map(([port, from]): [string, [StepResult, string][]] => [
        port,
        from.map((one) => [results[one.idx]!, one.port]),
      ]);
      const batch = spec.type === 'dataset' ? { references: { data }, batch: 'batch-of-may' } : {};
      const { type, params, seed } = spec;
      results.push(await runner.run(type, { params, seed, inputs: Object.fromEntries(inputs), ...batch }));
    }
    const register = steps.findIndex(({ spec }) => spec.type === 'register-model');
    const bundle = await loadBundle(results[register]!.outputs.release!.path!);
    expect(bundle.goldenCheck().maxDifference).toBeLessThan(1e-9);
    expect(bundle.manifest.batches).toEqual(['batch-of-may']);
    const months = bundle.golden.flatMap(({ input }) => input.months ?? []);
    expect(new Set(months.map((value) => typeof value))).toEqual(new Set(['string']));
    expect(new Set(bundle.golden.map(({ label }) => label))).toEqual(new Set(['yes', 'no']));
    expect(bundle.predictRow({ months: '12', city: 'Bern', visits: 3 }).prediction).toMatch(/yes|no/);
  }, 120_000);
});
