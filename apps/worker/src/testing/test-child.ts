import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { externalPackages } from '../../code-hashes.mjs';

/** The program of step children, bundled from the sources before the tests of a file and removed after them. */
export function testChild(): string {
  // Beside the sources, so that the bundle finds its packages as the real one does.
  const program = resolve(import.meta.dirname, `../../dist/test-child-${process.pid}-${Date.now()}.mjs`);
  beforeAll(async () => {
    await build({
      entryPoints: [resolve(import.meta.dirname, '../child/main.ts')],
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
