import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { machineName, runtimeFolder } from '../onnx-runtime-files';

/** Machines that images of an export run on, whichever writes it. */
const imageMachines = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'linux', arch: 'arm64' },
];

/**
 * Puts the ONNX Runtime of the workbench into an exported folder, for images and for machines like this one: the very libraries that
 * answer here, so nothing is fetched where the folder runs. Returns their names in the folder.
 */
export async function copyOnnxRuntime(folder: string): Promise<string[]> {
  const target = join(folder, runtimeFolder);
  await rm(target, { recursive: true, force: true });
  const libraries = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '../bin/napi-v6');
  const { platform, arch } = process;
  const machines = new Map([...imageMachines, { platform, arch }].map((one) => [machineName(one), one]));
  for (const [name, machine] of machines) {
    await mkdir(target, { recursive: true });
    await cp(join(libraries, machine.platform, machine.arch), join(target, name), { recursive: true });
  }
  const files = await readdir(target, { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name).slice(folder.length + 1));
}
