// Bundles what `npm run millrace -- export` needs: the program that writes the folder, the server that lies in it, and the program
// of a model in ONNX. Both hold all they import, so that they run with Node alone; the licences of what they hold lie beside them.
import { readdirSync, readFileSync } from 'node:fs';
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

/** Some packages are CommonJS and require Node's own modules. */
const standalone = {
  ...shared,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  banner: {
    js: "import { createRequire as requireOfMillrace } from 'node:module'; const require = requireOfMillrace(import.meta.url), requireBeside = require;",
  },
};

/** `export.mjs`, the programs `export-server.mjs` and `export-model.mjs`, and the licences of an export without and with the second. */
export async function buildExport(outdir = path.join(worker, 'dist')) {
  await build({
    ...shared,
    entryPoints: { export: 'src/export/folder/main.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    sourcemap: true,
    plugins: [externalPackages],
  });
  const server = await buildServer(path.join(outdir, 'export-server.mjs'));
  const model = await buildModel(path.join(outdir, 'export-model.mjs'));
  await writeFile(path.join(outdir, 'export-licenses.txt'), server.licenses);
  const both = [...new Set([...server.inputs, ...model.inputs])];
  await writeFile(path.join(outdir, 'export-model-licenses.txt'), licensesOf(both));
}

/** The server alone. `inputs` are the files it was made of, by their paths from the root. */
export async function buildServer(outfile) {
  const { metafile } = await build({
    ...standalone,
    entryPoints: ['src/export/server/main.ts'],
    outfile,
    // Asked by the program of the model alone.
    external: ['onnxruntime-node'],
  });
  return madeOf(metafile);
}

/** The program of a model in ONNX: the workbench's own model process, with ONNX Runtime's libraries in the folder beside it. */
export async function buildModel(outfile) {
  const { metafile } = await build({
    ...standalone,
    entryPoints: ['src/scoring/apart/main.ts'],
    outfile,
    plugins: [librariesBeside],
  });
  return madeOf(metafile);
}

/** How onnxruntime-node names the library for a machine: in its own folder, which an export does not have. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
const ownLibrary = 'require(`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`)';
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a program
const libraryBeside = 'requireBeside(`./onnxruntime/${process.platform}-${process.arch}/onnxruntime_binding.node`)';

const librariesBeside = {
  name: 'libraries-beside',
  setup(bundler) {
    bundler.onLoad({ filter: /onnxruntime-node[\\/]dist[\\/]binding\.js$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      if (!text.includes(ownLibrary)) throw new Error(`${file} loads its library otherwise than by ${ownLibrary}.`);
      // Not `require`, which the bundler would follow: the banner of the program has the same under another name.
      return { contents: text.replace(ownLibrary, libraryBeside), loader: 'js' };
    });
  },
};

function madeOf(metafile) {
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
  if (file !== undefined) return `${readFileSync(path.join(folder, file), 'utf8').trim()}\n`;
  return path.basename(folder).startsWith('onnxruntime-') ? onnxRuntimeLicense : '\n';
}

/** Its packages name their licence and come without its text; this is that of its repository. */
const onnxRuntimeLicense = `MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

What is inside its libraries: ThirdPartyNotices.txt of github.com/microsoft/onnxruntime, at the tag of this version.
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExport();
