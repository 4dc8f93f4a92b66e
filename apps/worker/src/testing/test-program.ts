import { rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { beforeAll } from 'vitest';
import { externalPackages } from '../../code-hashes.mjs';

/** Beside the sources, so that a bundle finds its packages as the real one does. */
const dist = resolve(import.meta.dirname, '../../dist');
const bundles = new Map<string, Promise<void>>();

/** A program of the worker (by its path from src/), bundled once for all test files that take turns in this process. */
export function testProgram(entry: string): string {
  const name = entry.replaceAll('/', '-').replace(/\.ts$/, '.mjs');
  const program = resolve(dist, `test-${name}`);
  beforeAll(() => {
    const made = bundles.get(entry) ?? bundle(entry, program);
    bundles.set(entry, made);
    return made;
  }, 60_000);
  return program;
}

/** Processes that bundle the same at once take no half of it: the last whole one stays. */
async function bundle(entry: string, program: string): Promise<void> {
  const outfile = `${program}.${process.pid}`;
  await build({
    entryPoints: [resolve(import.meta.dirname, '..', entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    plugins: [externalPackages],
  });
  await rename(outfile, program);
}
