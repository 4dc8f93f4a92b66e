import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBundle } from '../data/release-bundle';
import { scratchFolder } from '../data/testing/scratch';
import { landStarter, runStarter, starterBatch } from './testing/run-starter';

const root = scratchFolder('starter');

/** Customers whose numbers are quoted, as many an API writes them; some blank. */
const lines = Array.from({ length: 240 }, (_, row) => {
  const months = (row * 37) % 60;
  const city = ['Bern', 'Chur', 'Basel'][row % 3];
  const left = months < 20 === (row % 7 !== 0) ? 'yes' : 'no';
  return { months: row % 11 === 0 ? ' ' : String(months), city, visits: row % 13 === 0 ? null : row % 9, left };
});

describe('the first pipeline of a table', () => {
  it('ends in a release that answers, also when texts had to be read as numbers', async () => {
    const path = join(root, 'customers.ndjson');
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const landed = await landStarter(path, 'left');
    expect(landed.starter.notes.join(' ')).toContain('`months` is text that holds numbers');
    const results = await runStarter(root, landed);
    const bundle = await loadBundle(results.get('register')?.outputs.release?.path ?? '');
    expect(bundle.goldenCheck().maxDifference).toBeLessThan(1e-9);
    expect(bundle.manifest.batches).toEqual([starterBatch]);
    const months = bundle.golden.flatMap(({ input }) => input.months ?? []);
    expect(new Set(months.map((value) => typeof value))).toEqual(new Set(['string']));
    expect(new Set(bundle.golden.map(({ label }) => label))).toEqual(new Set(['yes', 'no']));
    expect(bundle.predictRow({ months: '12', city: 'Bern', visits: 3 }).prediction).toMatch(/yes|no/);
  }, 120_000);
});
