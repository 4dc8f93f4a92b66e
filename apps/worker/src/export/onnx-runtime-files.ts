import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder of an export that holds ONNX Runtime: a folder with its libraries for each kind of machine. */
export const runtimeFolder = 'onnxruntime';

/** What the libraries of a kind of machine lie under, as Node names it: `linux-x64`. */
export function machineName({ platform, arch }: { platform: string; arch: string }): string {
  return `${platform}-${arch}`;
}

/** Throws in words where the folder has no ONNX Runtime for this machine. */
export async function requireOnnxRuntime(folder: string, title: string): Promise<void> {
  const here = machineName(process);
  const binding = join(folder, runtimeFolder, here, 'onnxruntime_binding.node');
  const found = await access(binding).then(
    () => true,
    () => false, // said below, with what is there
  );
  if (found) return;
  const there = await readdir(join(folder, runtimeFolder)).catch(() => []);
  throw new Error(
    `${title} answers through ONNX Runtime, and this folder has it for ${there.length === 0 ? 'no kind of machine' : there.sort().join(', ')}. This machine is ${here}. Copy the whole folder again, or export the release on a machine of this kind.`,
  );
}
