import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Gpu } from '@millrace/pipeline-core/workers';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

/** Version of a package as programs in `folder` find it; null when it is not installed. Nothing of it is executed. */
export async function installedVersion(folder: string, name: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await readOrNull(join(at, 'node_modules', name, 'package.json'));
    if (text !== null) return versionIn(text);
    if (dirname(at) === at) return null;
  }
}

/** A file that says no version is there all the same: loading it tells what is wrong. */
function versionIn(text: string): string {
  try {
    return packageSchema.parse(JSON.parse(text)).version;
  } catch {
    return 'unknown';
  }
}

/** The first card that the driver of NVIDIA lists on Linux; other cards are found by WebGPU. */
export async function nvidiaCard(root = '/proc/driver/nvidia/gpus'): Promise<Gpu | null> {
  const cards = await readdir(root).catch((): string[] => []); // no such folder: no such driver
  for (const card of cards.sort()) {
    const text = await readOrNull(join(root, card, 'information'));
    const adapter = /^Model:\s*(.+)$/m.exec(text ?? '')?.[1]?.trim();
    if (adapter !== undefined) return { adapter, software: false };
  }
  return null;
}

async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
