import { stat } from 'node:fs/promises';
import { Transform, type TransformCallback } from 'node:stream';
import { crc32 } from 'node:zlib';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type Entry, openPromise } from 'yauzl';
import { refuseFile } from '../refuse-file';
import { UnpackBudget } from '../unpacked-size';

/** What the table of contents says of a file in the archive; folders and the litter of operating systems are no files. */
export type ZipItem = {
  name: string;
  bytes: number;
  /** Position in the table of contents, from 1. */
  number: number;
};

export type OpenItem = ZipItem & { open(): Promise<AsyncIterable<Buffer>> };

export type ZipSource = { path: string; name: string };

/** Most entries of an archive. */
export const mostEntries = 200_000;

/**
 * The files of an archive, after every check that needs only the table of contents: names that stay inside, no links, no
 * passwords, sizes within bounds. What an entry unpacks to is held to the size said here while it is read.
 */
export async function listZip(source: ZipSource, outer?: UnpackBudget): Promise<ZipItem[]> {
  const { size } = await stat(source.path);
  const budget = new UnpackBudget({ name: source.name, packed: size, outer });
  const items: ZipItem[] = [];
  for await (const { entry, number } of entriesOf(source)) {
    check(entry, source.name);
    budget.take(entry.uncompressedSize);
    if (isFile(entry)) items.push({ name: entry.fileName, bytes: entry.uncompressedSize, number });
  }
  return items;
}

/** Opens the wanted files one after the other, in the order of the archive. */
export async function* readZip(source: ZipSource, wanted: (item: ZipItem) => boolean): AsyncGenerator<OpenItem> {
  for await (const { entry, number, open } of entriesOf(source)) {
    const item = { name: entry.fileName, bytes: entry.uncompressedSize, number };
    if (isFile(entry) && wanted(item)) yield { ...item, open };
  }
}

type FoundEntry = { entry: Entry; number: number; open(): Promise<AsyncIterable<Buffer>> };

async function* entriesOf(source: ZipSource): AsyncGenerator<FoundEntry> {
  const zip = await openPromise(source.path, { autoClose: false }).catch((error: unknown) => {
    throw explain(error, source.name);
  });
  try {
    if (zip.entryCount > mostEntries) throw tooManyEntries(source.name, zip.entryCount);
    let number = 0;
    for await (const entry of zip.eachEntry()) {
      number++;
      if (number > mostEntries) throw tooManyEntries(source.name, number);
      const open = async () => checked(await zip.openReadStreamPromise(entry), entry);
      yield { entry, number, open };
    }
  } catch (error) {
    throw explain(error, source.name);
  } finally {
    zip.close();
  }
}

function isFile(entry: Entry): boolean {
  const { fileName } = entry;
  const last = fileName.split('/').at(-1) ?? '';
  return !fileName.endsWith('/') && !fileName.startsWith('__MACOSX/') && !litter.has(last) && !last.startsWith('._');
}

const litter = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

function check(entry: Entry, name: string): void {
  if (entry.isEncrypted()) {
    throw refuseFile({
      code: 'encrypted-archive',
      name,
      seen: `an archive with a password ("${entry.fileName}")`,
      expected: 'an archive without one',
      next: 'Pack the files again without a password.',
    });
  }
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind === 0o120000) throw unsafe(name, `a link ("${entry.fileName}")`);
  if (!entry.canDecodeFileData()) {
    throw refuseFile({
      code: 'unreadable-zip',
      name,
      seen: `"${entry.fileName}", packed in a way (method ${entry.compressionMethod}) that cannot be read here`,
      expected: 'files packed by "deflate" or stored as they are',
      next: 'Pack the files again as a plain zip.',
    });
  }
}

/** The bytes of an entry, compared with its checksum at the end. */
function checked(stream: NodeJS.ReadableStream, entry: Entry): AsyncIterable<Buffer> {
  let sum = 0;
  const sums = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done: TransformCallback) {
      done(sum === entry.crc32 ? null : new Error(`the checksum of "${entry.fileName}" does not fit`));
    },
  });
  stream.on('error', (error) => sums.destroy(error instanceof Error ? error : new Error(String(error))));
  return stream.pipe(sums);
}

/** What the zip reader says, as a message for a person. */
export function explain(error: unknown, name: string): unknown {
  if (error instanceof PipelineError || !(error instanceof Error) || ('code' in error && error.code === 'ENOSPC'))
    return error;
  const { message } = error;
  if (/^(absolute path|invalid relative path|invalid characters in fileName)/.test(message)) {
    return unsafe(name, `an entry that points outside the archive (${message.replace(/^[^:]*: /, '')})`, error);
  }
  return refuseFile({
    code: 'unreadable-zip',
    name,
    seen: `a zip archive that is cut short or damaged (${message})`,
    expected: 'a complete zip archive',
    next: 'Pack the files again and upload the archive once more.',
    cause: error,
  });
}

function unsafe(name: string, seen: string, cause?: unknown) {
  return refuseFile({
    code: 'unsafe-archive',
    name,
    seen,
    expected: 'plain files with names inside the archive',
    next: 'Pack the files themselves, in a folder of their own.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function tooManyEntries(name: string, count: number) {
  return refuseFile({
    code: 'too-many-files',
    name,
    seen: `an archive of ${count.toLocaleString('en')} files`,
    expected: `at most ${mostEntries.toLocaleString('en')}`,
    next: 'Upload it in several archives: each becomes a batch of the same dataset.',
  });
}
