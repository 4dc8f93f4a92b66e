import path from 'node:path';
import { build } from 'esbuild';
import { REPOSITORY_ROOT } from './root';

const programs = path.join(REPOSITORY_ROOT, 'node_modules', '.cache', 'millrace', 'programs');

/**
 * Bundles a program of a harness (a file of the repository, by its path from the root): Millrace's own modules go into
 * one file, packages stay imports and are found from where that file lies.
 * @returns its path
 */
export async function bundleProgram(entry: string): Promise<string> {
  const name = path.basename(entry, path.extname(entry));
  await bundle(programs, { [name]: entry });
  return path.join(programs, `${name}.mjs`);
}

/** Bundles the worker and the programs it starts, apart from what the build leaves in its folder. @returns its main program */
export async function bundleWorker(): Promise<string> {
  const folder = path.join(programs, 'worker');
  const source = 'apps/worker/src';
  await bundle(folder, {
    main: `${source}/main.ts`,
    child: `${source}/child/main.ts`,
    model: `${source}/scoring/apart/main.ts`,
  });
  return path.join(folder, 'main.mjs');
}

const bundles = new Map<string, Promise<unknown>>();

/** Once in this process, however many harnesses ask. */
async function bundle(outdir: string, entries: Record<string, string>): Promise<void> {
  const key = JSON.stringify([outdir, entries]);
  const made = bundles.get(key) ?? buildPrograms(outdir, entries);
  bundles.set(key, made);
  await made;
}

function buildPrograms(outdir: string, entries: Record<string, string>): Promise<unknown> {
  return build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [name, path.join(REPOSITORY_ROOT, entry)]),
    ),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    plugins: [
      {
        name: 'packages-stay-imports',
        setup(bundler) {
          bundler.onResolve({ filter: /^[^./]/ }, ({ path: module, kind }) =>
            kind === 'entry-point' || module.startsWith('@millrace/') ? undefined : { path: module, external: true },
          );
        },
      },
    ],
  });
}
