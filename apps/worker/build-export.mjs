// Bundles what `npm run millrace -- export` needs: the program that writes the folder, and the server that lies in it. The
// server holds all it imports, so that it runs with Node alone; the licences of what it holds lie beside it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { externalPackages } from './code-hashes.mjs';

const worker = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(worker, '../..');
const shared = {
  absWorkingDir: worker,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
};

/** `export.mjs`, `export-server.mjs` and `export-licenses.txt`. */
export async function buildExport(outdir = path.join(worker, 'dist')) {
  await build({
    ...shared,
    entryPoints: { export: 'src/export/folder/main.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    sourcemap: true,
    plugins: [externalPackages],
  });
  const { licenses } = await buildServer(path.join(outdir, 'export-server.mjs'));
  await writeFile(path.join(outdir, 'export-licenses.txt'), licenses);
}

/** The server alone. `inputs` are the files it was made of, by their paths from the root. */
export async function buildServer(outfile) {
  const { metafile } = await build({
    ...shared,
    entryPoints: ['src/export/server/main.ts'],
    outfile,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    // Asked by models in format onnx alone, which are not exported.
    external: ['onnxruntime-node'],
    // Some packages are CommonJS and require Node's own modules.
    banner: {
      js: "import { createRequire as requireOfMillrace } from 'node:module'; const require = requireOfMillrace(import.meta.url);",
    },
  });
  const inputs = Object.keys(metafile.inputs).map((file) => path.relative(root, path.resolve(worker, file)));
  return { inputs, licenses: licensesOf(inputs) };
}

/** Names, versions and licence texts of the packages that these files are from, and Millrace's own. */
function licensesOf(inputs) {
  const packages = new Set(inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? '.'));
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
      return `${name} ${version} (${license ?? 'see its text'})\n\n${licenseText(path.join(root, folder))}`;
    })
    .join(`\n${'-'.repeat(80)}\n`);
}

function licenseText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const text =
    file === undefined || !existsSync(path.join(folder, file)) ? '' : readFileSync(path.join(folder, file), 'utf8');
  return `${text.trim()}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExport();
