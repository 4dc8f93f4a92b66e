// Writes what runs inside a guest (apps/worker/src/guests/inside) as one TypeScript module of texts: every tool that
// bundles the worker takes it along without a loader. `run-code.py` becomes `runCodePy`.
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const worker = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../apps/worker/src');
const inside = path.join(worker, 'guests/inside');

const lines = ['// Made by scripts/embed-texts.mjs from guests/inside; not committed.'];
for (const name of (await readdir(inside)).filter((one) => /\.(py|sh)$/.test(one)).sort()) {
  const constant = name.replace(/[-.](.)/g, (_, letter) => letter.toUpperCase());
  lines.push(`export const ${constant} = ${JSON.stringify(await readFile(path.join(inside, name), 'utf8'))};`);
}
const target = path.join(worker, 'generated/guest-texts.ts');
await mkdir(path.dirname(target), { recursive: true });
await writeFile(`${target}.part`, `${lines.join('\n')}\n`);
await rename(`${target}.part`, target);
