import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { externalPackages } from '../../code-hashes.mjs';

/** A program of the worker (by its path from src/), bundled before the tests of a file and removed after them. */
export function testProgram(entry: string): string {
  // Beside the sources, so that the bundle finds its packages as the real one does.
  const name = `test-${basename(entry, '.ts')}-${process.pid}-${Date.now()}.mjs`;
  const program = resolve(import.meta.dirname, '../../dist', name);
  beforeAll(async () => {
    await build({
      entryPoints: [resolve(import.meta.dirname, '..', entry)],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      plugins: [externalPackages],
    });
  }, 60_000);
  afterAll(() => rm(program, { force: true }));
  return program;
}
