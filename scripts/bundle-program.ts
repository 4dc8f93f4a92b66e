import path from 'node:path';
import { build } from 'esbuild';
import { REPOSITORY_ROOT } from './root';

/**
 * Bundles a program of a harness (a file of the repository, by its path from the root): Millrace's own modules go into
 * one file, packages stay imports and are found from where that file lies.
 * @returns its path
 */
export async function bundleProgram(entry: string): Promise<string> {
  const name = path.basename(entry, path.extname(entry));
  const outfile = path.join(REPOSITORY_ROOT, 'node_modules', '.cache', 'millrace', 'programs', `${name}.mjs`);
  await build({
    entryPoints: [path.join(REPOSITORY_ROOT, entry)],
    outfile,
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
  return outfile;
}
