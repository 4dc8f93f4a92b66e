import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { machineName, runtimeFolder } from '../onnx-runtime-files';

/** Machines that images of an export run on, whichever writes it. */
const imageMachines = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'linux', arch: 'arm64' },
];

type Machine = { platform: string; arch: string };

/** Where onnxruntime-node keeps the libraries of each machine, below its platform and its kind of processor. */
function librariesOf({ platform, arch }: Machine): string {
  const home = dirname(createRequire(import.meta.url).resolve('onnxruntime-node'));
  return join(home, '../bin/napi-v6', platform, arch);
}

/** Throws in words where the package has no ONNX Runtime for this machine, which has to answer the proof rows (an Intel Mac). */
export function requireRuntimeHere(title: string): void {
  if (existsSync(librariesOf(process))) return;
  throw new Error(
    `${title} answers through ONNX Runtime, which its package (onnxruntime-node) does not have for this machine, ${machineName(process)}. Its proof rows are answered while it is exported, so nothing was written. Export it on another machine: Linux or Windows, x64 or arm64, or a Mac with arm64.`,
  );
}

/**
 * Puts the ONNX Runtime of the workbench into an exported folder, for images and for machines like this one: the very libraries that
 * answer here, so nothing is fetched where the folder runs. Returns their names in the folder.
 */
export async function copyOnnxRuntime(folder: string): Promise<string[]> {
  const target = join(folder, runtimeFolder);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const { platform, arch } = process;
  const machines = new Map([...imageMachines, { platform, arch }].map((one) => [machineName(one), one]));
  for (const [name, machine] of machines) {
    const libraries = librariesOf(machine);
    if (existsSync(libraries)) await cp(libraries, join(target, name), { recursive: true });
  }
  const files = await readdir(target, { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name).slice(folder.length + 1));
}
