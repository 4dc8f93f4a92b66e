import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../data/testing/scratch';
import { memoryIsCapped } from '../ground/capped-node';
import { longTests } from '../testing/env';
import { createQuietLogger } from '../testing/quiet-logger';
import { testChild } from '../testing/test-child';
import { createChildPool } from './child-pool';

if (!memoryIsCapped) console.warn('SKIPPED: wide landings in a warm child (no prlimit here: nothing caps its memory)');

const folder = scratchFolder('wide-landings');
const megabytes = 2048;
const settings = { terminateMs: 100, killMs: 300 };
const pool = createChildPool({
  ...{ path: testChild(), folder, size: 1, megabytes, settings, logger: createQuietLogger() },
});
afterAll(() => pool.close());

function land(name: string, columns: number) {
  const own = join(folder, name);
  mkdirSync(own);
  const lines = Array.from({ length: 120 }, (_, row) =>
    Array.from({ length: columns }, (_cell, at) => ((row + at) % 2 === 0 ? 'birmingham' : 'manchester')).join(','),
  );
  const path = join(own, 'raw');
  writeFileSync(path, `${Array.from({ length: columns }, (_, at) => `c${at}`).join(',')}\n${lines.join('\n')}\n`);
  const task = { kind: 'task' as const, id: name, task: 'land', args: { path, name: 'wide.csv' }, folder: own };
  const request = { ...task, threads: 2, memoryMegabytes: megabytes };
  const watch = { log: () => undefined, progress: () => undefined, signal: new AbortController().signal };
  return pool.run({ request, place: 'Landing', seconds: 280, megabytes, ...watch }, {});
}

/** Beyond 1,000 columns types are told by wider statements: infer-readings.test.ts. */
const widths = longTests ? [320, 320, 320, 4000] : [501, 320];

describe.skipIf(!memoryIsCapped)('a warm child', () => {
  it(`lands wide tables one after the other: ${widths.join(', ')} columns`, async () => {
    const pids: number[] = [];
    for (const [at, width] of widths.entries()) {
      const end = await land(`table-${at}`, width);
      expect(end.ok ? 'landed' : end.error.message).toBe('landed');
      pids.push(...(await pool.children()).map(({ pid }) => pid));
    }
    expect(new Set(pids).size).toBe(1); // one that ended would have been replaced by one without a past
  }, 600_000);
});
