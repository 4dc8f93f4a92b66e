// Compiles the kernels of apps/worker/src/runtimes/<family>/kernels (AssemblyScript) to WebAssembly and writes them as
// one TypeScript module of base64 texts: every tool that bundles the worker takes it along without a loader.
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const worker = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../apps/worker');
const runtimes = path.join(worker, 'src/runtimes');
const generated = path.join(worker, 'src/generated');

const FLAGS = [
  '-O3',
  '--noAssert',
  ...['--runtime', 'stub'],
  ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
];
const DATA_SECTION = 11;

/** Families with a kernels/index.ts. */
async function families() {
  const folders = await readdir(runtimes, { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const files = await Promise.all(
    names.map(async (name) => [name, await readdir(path.join(runtimes, name, 'kernels')).catch(() => [])]),
  );
  return files.filter(([, found]) => found.includes('index.ts')).map(([name]) => name);
}

async function compile(family) {
  const entry = path.join('src/runtimes', family, 'kernels/index.ts');
  let binary;
  const keep = (name, contents) => {
    if (name.endsWith('.wasm')) binary = contents;
  };
  const options = { stdout: process.stdout, stderr: process.stderr, writeFile: keep };
  const { error } = await asc.main([entry, '--baseDir', worker, '--outFile', `${family}.wasm`, ...FLAGS], options);
  if (error !== null && error !== undefined) throw new Error(`${entry} does not compile; the reason stands above`);
  if (binary === undefined) throw new Error(`${entry}: the compiler wrote no .wasm`);
  checkNoData(binary, entry);
  return binary;
}

/** Every instance would write static data into the memory that all threads share, over what lies there. */
function checkNoData(binary, entry) {
  let at = 8;
  while (at < binary.length) {
    const id = binary[at++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++];
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    if (id === DATA_SECTION)
      throw new Error(`${entry} has static data (a text, an array, a class): use pointers into the planned memory`);
    at += size;
  }
}

const lines = ['// Made by scripts/build-kernels.mjs from the kernels beside the runtimes; not committed.'];
for (const family of await families()) {
  const binary = await compile(family);
  lines.push(`/** ${binary.length} bytes of WebAssembly. */`);
  const name = family.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  lines.push(`export const ${name}Kernels =\n  '${Buffer.from(binary).toString('base64')}';`);
}
await mkdir(generated, { recursive: true });
const target = path.join(generated, 'kernels.ts');
await writeFile(`${target}.part`, `${lines.join('\n')}\n`);
await rename(`${target}.part`, target);
