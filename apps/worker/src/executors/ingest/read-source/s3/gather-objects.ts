import { setMaxListeners } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ZipWriter } from '../../../../data/ingest/zip/zip-writer';
import { type FetchedObject, fetchObject } from '../../../../outside/s3/fetch-object';
import type { S3Object } from '../../../../outside/s3/list-objects';
import type { S3, S3Options } from '../../../../outside/s3/open-s3';

export type Gathered = { taken: S3Object[]; missed: { key: string; why: 'deleted' | 'changed' }[] };

/**
 * Fetches objects side by side and packs them one behind the other, each as it came. What was taken away or exchanged
 * since the listing is left out.
 */
export async function gatherObjects(
  s3: S3,
  options: S3Options,
  o: { objects: readonly S3Object[]; folder: string; path: string; progress: (bytes: number, objects: number) => void },
): Promise<Gathered> {
  const { objects, folder, path } = o;
  const { parallel } = options.config;
  const parts = join(folder, 'parts');
  await mkdir(parts);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  setMaxListeners(0, signal); // every fetch listens
  const gathered: Gathered = { taken: [], missed: [] };
  const zip = await ZipWriter.create(path);
  let bytes = 0;
  const onBytes = (more: number) => {
    bytes += more;
    o.progress(bytes, gathered.taken.length);
  };
  const fetches: Promise<FetchedObject>[] = [];
  const begin = (object: S3Object) => {
    const part = join(parts, String(fetches.length));
    const fetching = fetchObject(s3, { ...options, signal }, { object, path: part, onBytes });
    fetching.catch(() => undefined); // heard below, when its turn comes
    fetches.push(fetching);
  };
  try {
    for (const [at, object] of objects.entries()) {
      objects.slice(fetches.length, at + parallel).forEach(begin);
      const part = join(parts, String(at));
      const got = await fetches[at];
      if (got?.kind === 'there') {
        await zip.add({ name: object.key, path: part, bytes: object.size, crc: got.crc }, signal);
        gathered.taken.push(object);
      } else gathered.missed.push({ key: object.key, why: got?.kind ?? 'deleted' });
      await rm(part, { force: true });
    }
    await zip.finish();
  } finally {
    stop.abort();
    await Promise.allSettled(fetches);
    await zip.close().catch(() => undefined); // closed already when all went well
    await rm(parts, { recursive: true, force: true });
  }
  return gathered;
}
