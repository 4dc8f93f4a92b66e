import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, statfs, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactHash } from '@millrace/pipeline-core/ids';
import { artifactHashSchema } from '@millrace/pipeline-core/ids';
import { canonicalJson } from '@millrace/pipeline-core/json';

/** A stored file: `location` is relative to the store's root, so the store can move. */
export type StoredArtifact = { hash: ArtifactHash; bytes: number; location: string };

/** Content-addressed files below one folder (orchestration.md 7). Every put gets a place of its own. */
export type ArtifactStore = {
  root: string;
  /** Copies a file in. */
  putFile(path: string): Promise<StoredArtifact>;
  putStream(stream: Readable): Promise<StoredArtifact>;
  /** Stores canonical JSON as a file; small JSON is better kept inline in the database. */
  putJson(value: unknown): Promise<StoredArtifact>;
  /** Absolute path of a location. Throws when it leaves the store. */
  pathOf(location: string): string;
  open(location: string): Readable;
  /** Deletes a file; one that is gone already is fine. */
  remove(location: string): Promise<void>;
  /** Files and leftovers of puts that are older than `before` (ms since 1970): what a sweep may ask the database about. */
  sweepCandidates(before: number): Promise<{ location: string; temporary: boolean; bytes: number }[]>;
  freeBytes(): Promise<number>;
};

/** Hash and size of JSON as it is stored inline: of its canonical text. */
export function hashJson(value: unknown): { hash: ArtifactHash; bytes: number; text: string } {
  const text = canonicalJson(value);
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  return { hash: artifactHashSchema.parse(hash), bytes: Buffer.byteLength(text), text };
}

/** Hash and size of a file. */
export async function hashFile(path: string): Promise<{ hash: ArtifactHash; bytes: number }> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const part = chunk as Buffer; // no encoding set: chunks are buffers
    digest.update(part);
    bytes += part.byteLength;
  }
  return { hash: artifactHashSchema.parse(digest.digest('hex')), bytes };
}

export async function createArtifactStore(rootFolder: string): Promise<ArtifactStore> {
  const root = resolve(rootFolder);
  await mkdir(join(root, 'tmp'), { recursive: true });
  await makeFolders(join(root, 'a'));

  const pathOf = (location: string): string => {
    const path = resolve(root, location);
    if (!path.startsWith(root + sep)) throw new Error(`the location ${location} is outside the artifact store`);
    return path;
  };
  const put = (source: Source) => putSource(root, source);

  return {
    root,
    putFile: (path) => put(path),
    putStream: put,
    putJson: (value) => put(Buffer.from(canonicalJson(value), 'utf8')),
    pathOf,
    open: (location) => createReadStream(pathOf(location)),
    remove: (location) => rm(pathOf(location), { force: true }),
    sweepCandidates: (before) => listOld(root, before),
    async freeBytes() {
      const facts = await statfs(root);
      return facts.bavail * facts.bsize;
    },
  };
}

/** A file by its path, bytes, or a stream. */
type Source = string | Buffer | Readable;

/** tmp file, hash while writing, fsync, rename to its place, fsync of the folder: only then it counts as stored. */
async function putSource(root: string, source: Source): Promise<StoredArtifact> {
  const temporary = join(root, 'tmp', randomUUID());
  try {
    const { hash, bytes } = await writeSynced(temporary, await smallAsBytes(source));
    const location = `a/${hash.slice(0, 2)}/${hash}-${randomBytes(6).toString('hex')}`;
    await moveTo(temporary, join(root, location));
    return { hash, bytes, location };
  } catch (error) {
    await unlink(temporary).catch(() => undefined); // it may never have been made
    throw error;
  }
}

/** Up to this size a file is read at once: streams cost more than the file. */
const smallBytes = 1 << 20;

async function smallAsBytes(source: Source): Promise<Buffer | Readable> {
  if (typeof source !== 'string') return source;
  const { size } = await stat(source);
  return size <= smallBytes ? readFile(source) : createReadStream(source, { highWaterMark: smallBytes });
}

async function writeSynced(path: string, source: Buffer | Readable): Promise<{ hash: ArtifactHash; bytes: number }> {
  const digest = createHash('sha256');
  if (Buffer.isBuffer(source)) {
    await writeFile(path, source, { flag: 'wx', mode: 0o444, flush: true });
    return { hash: artifactHashSchema.parse(digest.update(source).digest('hex')), bytes: source.byteLength };
  }
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      bytes += chunk.byteLength;
      done(null, chunk);
    },
  });
  await pipeline(source, meter, createWriteStream(path, { flags: 'wx', mode: 0o444, flush: true }));
  return { hash: artifactHashSchema.parse(digest.digest('hex')), bytes };
}

/** Renames durably. */
async function moveTo(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** One folder for each first byte of a hash, made before the first file comes: no put has to make its own durable. */
async function makeFolders(top: string): Promise<void> {
  const names = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
  await Promise.all(names.map((name) => mkdir(join(top, name), { recursive: true })));
  await syncFolder(top);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function listOld(root: string, before: number) {
  const found: { location: string; temporary: boolean; bytes: number }[] = [];
  for (const top of ['a', 'tmp']) {
    for (const entry of await readdir(join(root, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const facts = await stat(path).catch(() => null); // taken away meanwhile
      if (facts === null || facts.mtimeMs >= before) continue;
      found.push({ location: relative(root, path).split(sep).join('/'), temporary: top === 'tmp', bytes: facts.size });
    }
  }
  return found;
}
