import { rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { beforeAll } from 'vitest';

/** Beside the sources, so that a bundle finds its packages as the real one does. */
const dist = resolve(import.meta.dirname, '../../dist');
const bundles = new Map<string, Promise<void>>();

/** Packages of very many files. A process that reads them out of its bundle starts in five sixths of the time, and tests start hundreds. */
const inBundle = /^(zod|apache-arrow|flatbuffers|tslib)(\/|$)/;

/** The others stay imports, as they do in the real programs; our own workspaces are inlined. */
const otherPackages: Plugin = {
  name: 'other-packages',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@millrace/') || inBundle.test(path)
        ? undefined
        : { path, external: true },
    );
  },
};

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
    plugins: [otherPackages],
  });
  await rename(outfile, program);
}
