import { rmSync } from 'node:fs';
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
  const program = resolve(dist, `test-${process.pid}-${name}`);
  beforeAll(() => {
    const made = bundles.get(entry) ?? bundle(entry, program);
    bundles.set(entry, made);
    return made;
  }, 60_000);
  return program;
}

async function bundle(entry: string, program: string): Promise<void> {
  process.once('exit', () => rmSync(program, { force: true }));
  await build({
    entryPoints: [resolve(import.meta.dirname, '..', entry)],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    plugins: [externalPackages],
  });
}
