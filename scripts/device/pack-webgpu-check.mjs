// Packs the check of nets on a graphics card into a folder that runs on a bare Linux x64 machine without a network:
//   npm install --no-save webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0
//   node scripts/device/pack-webgpu-check.mjs FOLDER
// then, there: bash FOLDER/webgpu-check.sh. Vulkan's loader and the card's driver must be on that machine.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folder = path.resolve(process.argv[2] ?? '.gpu');
const stage = path.join(folder, 'stage');
rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });

await build({
  entryPoints: [path.join(root, 'apps/worker/src/runtimes/tfjs/testing/device-check.ts')],
  outfile: path.join(folder, 'check.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['@tensorflow/*', 'webgpu'],
  logLevel: 'warning',
});

const packages = ['core', 'layers', 'backend-cpu', 'backend-wasm', 'backend-webgpu'].map(
  (name) => `@tensorflow/tfjs-${name}`,
);
const copied = new Set();
/** Types alone, and what nothing calls here. */
const unused = new Set(['@webgpu/types', 'debug']);
for (const name of [...packages, 'webgpu']) copyPackage(name);

/** What runs of a package: its Node bundle, its WebAssembly, its addon for Linux; and what it depends on. */
function copyPackage(name) {
  if (copied.has(name) || name.startsWith('@types/')) return;
  copied.add(name);
  const from = path.join(root, 'node_modules', name);
  const to = path.join(stage, 'node_modules', name);
  if (!existsSync(from)) throw new Error(`${name} is not installed; see the head of this file`);
  const kept = (file) => {
    const below = path.relative(from, file);
    if (name.startsWith('@tensorflow/')) return /^(dist(\/[^/]+\.(node\.js|wasm))?|package\.json|)$/.test(below);
    if (name === 'webgpu') return /^(dist(\/linux-x64(\/.*)?)?|index\.js|package\.json|)$/.test(below);
    return !below.startsWith('node_modules');
  };
  cpSync(from, to, { recursive: true, filter: kept });
  const { dependencies = {} } = JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) if (!unused.has(dependency)) copyPackage(dependency);
}

const node = path.join(stage, 'node');
copyFileSync(realpathSync(process.execPath), node);
execFileSync('strip', [node]);
const archive = path.join(folder, 'check.tar.xz');
execFileSync('tar', ['-C', stage, '-cJf', archive, '.'], { env: { ...process.env, XZ_OPT: '-6 -T2' } });
copyFileSync(path.join(root, 'scripts/device/webgpu-check.sh'), path.join(folder, 'webgpu-check.sh'));
rmSync(stage, { recursive: true });
