import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listContracts } from '@millrace/pipeline-core/steps';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashStepTypes } from '../../code-hashes.mjs';
import { longTests } from '../testing/env';
import { readCodeHashes } from './code-hashes';

const types = listContracts().map(({ type }) => type);
/** A change that compiles to other code, in the first function of a file. */
const firstFunction = (text: string) =>
  text.replace(/export (?:async )?function \w+\([\s\S]*?\{\n/, (start) => `${start}  performance.mark('changed');\n`);

let base: Record<string, string>;
beforeAll(async () => {
  base = await hashStepTypes();
});

/** Types that ask or grow trees, and every twelfth of the others: each costs a build. */
const growing = ['gradient-boosted-trees', 'select-features'];
const asking = [...growing, 'evaluate', 'compare-candidates', 'explain', 'train-all', 'register-model', 'batch-score'];
const some = types.filter((type, at) => longTests || at % 12 === 0 || asking.includes(type) || type === 'filter-rows');

async function differing(file: string, change: (text: string) => string, only = some): Promise<string[]> {
  const hashes = await hashStepTypes({ changed: { [file]: change }, only });
  return only.filter((type) => hashes[type] !== base[type]);
}

describe('the code of step types', () => {
  it('has a hash for each, the same in every build', async () => {
    expect(Object.keys(base).sort()).toEqual([...types].sort());
    expect(new Set(Object.values(base)).size).toBe(types.length);
    expect(await hashStepTypes({ only: some })).toEqual(Object.fromEntries(some.map((type) => [type, base[type]])));
  });

  it('changes for what grows trees alone when the growing of trees changes', async () => {
    expect((await differing('src/runtimes/forest/choose-rounds.ts', firstFunction)).sort()).toEqual(growing);
  });

  it('changes for whatever asks a model when the answers of trees change', async () => {
    expect((await differing('src/runtimes/forest/scorer.ts', firstFunction)).sort()).toEqual([...asking].sort());
  });

  it('changes with the contract of one type, and for all with the host', async () => {
    const contract = '../../packages/pipeline-core/src/steps/prepare/filter-rows.ts';
    expect(await differing(contract, (text) => text.replace('version: 1', 'version: 2'))).toEqual(['filter-rows']);
    expect(await differing('src/executors/host.ts', firstFunction)).toEqual(some);
  });

  it('does not change with a comment', async () => {
    expect(await differing('src/executors/host.ts', (text) => `// another word\n${text}`)).toEqual([]);
  });
});

describe('the hashes a worker publishes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-code-'));
  const childPath = join(folder, 'child.mjs');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are those of the whole child without a build, and those of the build with one', async () => {
    writeFileSync(childPath, 'the child');
    const whole = await readCodeHashes({ childPath, types: ['a', 'b'] });
    expect(whole.get('a')).toBe(whole.get('b'));
    writeFileSync(join(folder, 'code-hashes.json'), JSON.stringify({ a: '1', b: '2' }));
    const built = await readCodeHashes({ childPath, types: ['a', 'b'] });
    expect(built.get('a')).not.toBe(built.get('b'));
    await expect(readCodeHashes({ childPath, types: ['a', 'c'] })).rejects.toThrow('no hash for c');
  });
});
