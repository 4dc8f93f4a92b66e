// Bundles what executes one step apart from its installation. Beside child.mjs, yet never in its place: a worker that runs
// goes on with the code it began with, whatever somebody changes to debug.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { externalPackages } from './code-hashes.mjs';

const worker = path.dirname(fileURLToPath(import.meta.url));

/** `debug.mjs` and `debug-child.mjs`, with source maps. */
export async function buildDebug(outdir = path.join(worker, 'dist')) {
  await build({
    entryPoints: { debug: 'src/debug/main.ts', 'debug-child': 'src/child/main.ts' },
    absWorkingDir: worker,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    plugins: [externalPackages],
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildDebug();
