import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from '../data/testing/scratch';
import { makeWorkerFolder } from './worker-folder';

it('is of this process alone: those of living ones stay, those of ended ones go', async () => {
  const root = scratchFolder('worker-folder');
  const folderOf = (name: string) => {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'order.parquet'), 'x');
    return join(root, name);
  };
  const living = folderOf(`worker-${hostname()}-${process.ppid}`);
  const ended = folderOf(`worker-${hostname()}-2147483646`); // beyond what any system gives out
  const elsewhere = folderOf('worker-another-host-2147483646');
  const own = await makeWorkerFolder(root);
  expect(own).toBe(join(root, `worker-${hostname()}-${process.pid}`));
  expect([own, living, elsewhere].every((folder) => existsSync(folder))).toBe(true);
  expect(existsSync(join(living, 'order.parquet'))).toBe(true);
  expect(existsSync(ended)).toBe(false);
});
