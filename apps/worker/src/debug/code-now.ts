import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { underThisNode } from '../execution/code-hashes';

const hasherSchema = z.object({
  hashStepTypes: z.custom<(options: { only: string[] }) => Promise<Record<string, string>>>(
    (value) => typeof value === 'function',
  ),
});

/**
 * Hash of the code that executes a type, of the sources as they are now (that of the build would be older where somebody
 * changed them to debug).
 * @param worker folder of the worker, as a URL with a slash at its end
 */
export async function codeHashNow(worker: URL, type: string): Promise<string | null> {
  const { hashStepTypes } = hasherSchema.parse(await import(new URL('code-hashes.mjs', worker).href));
  const hash = (await hashStepTypes({ only: [type] }))[type];
  return hash === undefined ? null : underThisNode(hash);
}

const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

/** Packages of the worker with their versions; all are pinned. */
export async function packageVersions(worker: URL): Promise<Record<string, string>> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(new URL('package.json', worker), 'utf8')));
  return Object.fromEntries(Object.entries(manifest.dependencies).filter(([name]) => !name.startsWith('@millrace/')));
}
