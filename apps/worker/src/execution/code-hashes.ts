import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { isCode } from './attempt-folder';

/**
 * Hash of the code that executes each step type: what the build found that the type can reach (code-hashes.mjs), under
 * this major version of Node. A child that was not built by us has one hash for all types: that of its file.
 */
export async function readCodeHashes(options: {
  childPath: string;
  types: readonly string[];
}): Promise<ReadonlyMap<string, string>> {
  const { childPath, types } = options;
  const built = await readBuilt(join(dirname(childPath), 'code-hashes.json'));
  const whole = built === null ? sha256(await readFile(childPath)) : null;
  return new Map(
    types.map((type) => {
      const code = whole ?? built?.[type];
      if (code === undefined) throw new Error(`code-hashes.json has no hash for ${type}: build the worker again`);
      return [type, underThisNode(code)] as const;
    }),
  );
}

/** The hash that counts: what the code does depends on the major version of Node as well. */
export function underThisNode(code: string): string {
  return sha256(`${code} node ${nodeMajor}`);
}

const nodeMajor = process.versions.node.split('.')[0] ?? '';

async function readBuilt(path: string): Promise<Record<string, string> | null> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
