import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeTree } from './remove-tree';

const newFolder = () => mkdtempSync(join(tmpdir(), 'millrace-remove-'));

it('removes folders that nobody may enter, and what is in them', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'shut', 'inner'), { recursive: true });
  writeFileSync(join(folder, 'shut', 'file'), 'x');
  chmodSync(join(folder, 'shut'), 0);
  await removeTree(folder);
  expect(existsSync(folder)).toBe(false);
});

it('removes folders in folders whose path is longer than the system takes', async () => {
  const folder = newFolder();
  const dig =
    'i=0; while [ $i -lt 300 ]; do mkdir folder-of-twenty-ones && cd folder-of-twenty-ones; i=$((i + 1)); done';
  execFileSync('/bin/sh', ['-c', dig], { cwd: folder });
  await removeTree(folder);
  expect(existsSync(folder)).toBe(false);
});

it('takes what is not there for removed', async () => {
  await expect(removeTree(join(newFolder(), 'nothing'))).resolves.toBeUndefined();
});
