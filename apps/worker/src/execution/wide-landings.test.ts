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

describe.skipIf(!memoryIsCapped)('a warm child', () => {
  it('lands a wide table as often as it is asked to', async () => {
    const pids: number[] = [];
    for (const name of longTests ? ['first', 'second', 'third'] : ['first', 'second']) {
      const end = await land(name, 320);
      expect(end.ok ? 'landed' : end.error.message).toBe('landed');
      pids.push(...(await pool.children()).map(({ pid }) => pid));
    }
    expect(new Set(pids).size).toBe(1); // one that ended would have been replaced by one without a past
  }, 300_000);

  const many = longTests ? 4000 : 501; // beyond 1,000 types are told by wider statements: infer-readings.test.ts
  it(`lands ${many} columns`, async () => {
    const end = await land('many', many);
    expect(end.ok ? 'landed' : end.error.message).toBe('landed');
  }, 300_000);
});
