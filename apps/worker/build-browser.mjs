// Bundles the program of the Web Worker in which pages score: one file that needs nothing of Node.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const worker = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(worker, '../..');

/** Where the web app serves it from: `/generated/browser-scorer.js`. */
const served = path.join(root, 'apps/web/public/generated/browser-scorer.js');

/** `inputs` are the files it was made of, by their paths from the root. */
export async function buildBrowser(outfile = served) {
  const { metafile } = await build({
    entryPoints: ['src/browser/main.ts'],
    absWorkingDir: worker,
    outfile,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  return { inputs: Object.keys(metafile.inputs).map((file) => path.relative(root, path.resolve(worker, file))) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser();
