import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { isDiskFull } from '../../ground/disk-full';
import type { Landed, LandInner, LandOptions } from './landed';
import { refuseFile } from './refuse-file';
import { UnpackBudget } from './unpacked-size';

/** Unpacks a gzip file beside the table and lands what is in it: a table of any format but another archive. */
export async function landGzip(options: LandOptions, landInner: LandInner): Promise<Landed> {
  const { path, name, folder, signal } = options;
  const unpacked = join(folder, 'unpacked');
  const { size } = await stat(path);
  const budget = new UnpackBudget({ name, packed: size, outer: options.budget });
  try {
    await gunzip({ path, name, unpacked, budget, ...(signal === undefined ? {} : { signal }) });
    const packedIn = { name, kind: 'gzip' as const };
    return await landInner({ ...options, path: unpacked, name: innerName(name), packedIn, budget });
  } finally {
    await rm(unpacked, { force: true });
  }
}

function innerName(name: string): string {
  return name.replace(/\.(gz|gzip)$/i, '').replace(/\.tgz$/i, '.tar');
}

async function gunzip(options: {
  path: string;
  name: string;
  unpacked: string;
  budget: UnpackBudget;
  signal?: AbortSignal;
}): Promise<void> {
  const { path, name, unpacked, budget, signal } = options;
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      try {
        budget.take(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
  const stages = [
    createReadStream(path),
    createGunzip(),
    counter,
    createWriteStream(unpacked, { flags: 'wx' }),
  ] as const;
  await pipeline(...stages, { ...(signal === undefined ? {} : { signal }) }).catch((error: unknown) => {
    if (error instanceof PipelineError || isDiskFull(error) || signal?.aborted === true) throw error;
    throw refuseFile({
      code: 'unreadable-gzip',
      name,
      seen: `a gzip file that is cut short or damaged after ${bytes.toLocaleString('en')} unpacked bytes`,
      expected: 'a complete gzip file',
      next: 'Write the file again and upload it once more.',
      cause: error,
    });
  });
}
