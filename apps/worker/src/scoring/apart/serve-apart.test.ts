import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeBundle } from '../../export/testing/made-bundles';
import { testReleaseId } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testProgram } from '../../testing/test-program';
import { openRelease } from '../releases/open-release';
import { serveApart } from './serve-apart';

const program = testProgram('scoring/apart/main.ts');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-apart-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = () => ({ program, megabytes: 256, now: () => performance.now(), logger: createQuietLogger() });

it.each(['linear', 'tree-ensemble', 'text-linear', 'exponential-smoothing'] as const)(
  'a release of format %s answers apart as it does in the scoring process, bit for bit',
  async (format) => {
    const { path, rows } = await makeBundle(format, { folder, rows: 40 });
    const named = { id: testReleaseId(1), number: 1, modelName: 'churn', path };
    const { served } = await openRelease(named);
    const apart = await serveApart(named, options());
    await apart.own?.open();
    try {
      const never = new AbortController().signal;
      const warned: number[] = [];
      for (const row of rows) {
        const [here, there] = [await served.answer(row, never), await apart.answer(row, never)];
        expect({ ...there, micros: null }).toEqual({ ...here, micros: null });
        if (there.warnings !== undefined) warned.push(rows.indexOf(row));
        for (const [at, value] of here.output.entries()) expect(Object.is(there.output[at], value)).toBe(true);
      }
      // Of its rows these name a city that the signature does not list.
      expect(warned).toEqual(format === 'tree-ensemble' ? [0, 23] : []);
      const { validator: _here, answer: _answers, ...facts } = served;
      expect(apart).toMatchObject(facts);
    } finally {
      apart.own?.close();
    }
  },
);

it('a bundle that is damaged is refused in words before there is a process', async () => {
  const path = join(folder, 'damaged.tar');
  await writeFile(path, 'no bundle');
  const named = { id: testReleaseId(1), number: 1, modelName: 'churn', path };
  await expect(serveApart(named, options())).rejects.toThrow(/Unexpected end of data/);
});

it('one that is damaged once it was looked at is refused in words by its process', async () => {
  const { path } = await makeBundle('linear', { folder, name: 'damaged-later', rows: 20 });
  const apart = await serveApart({ id: testReleaseId(1), number: 1, modelName: 'churn', path }, options());
  try {
    await writeFile(path, 'no bundle');
    await expect(apart.own?.open()).rejects.toThrow(/Unexpected end of data/);
  } finally {
    apart.own?.close();
  }
});
