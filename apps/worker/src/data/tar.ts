import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';

/** Names and contents of a small archive. */
export type TarFiles = Record<string, string | Uint8Array>;

/**
 * Writes a plain tar whose bytes depend on its contents alone: names sorted, times zero, no owner. Fsynced by whoever
 * stores it.
 */
export async function writeTar(path: string, files: TarFiles): Promise<void> {
  const archive = pack();
  for (const name of Object.keys(files).sort()) {
    const content = files[name] ?? '';
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content);
    archive.entry({ name, size: bytes.byteLength, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, bytes);
  }
  archive.finalize();
  const file = await open(path, 'wx');
  await pipeline(archive, file.createWriteStream());
}

/** Largest archive that `readTar` takes into memory, in bytes. */
const readLimit = 2 ** 31;

/** Reads a whole archive. Throws on anything but plain files with safe relative names. */
export function readTar(path: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = extract();
  let total = 0;
  reader.on('entry', (header, stream, next) => {
    stream.on('error', (error) => reader.destroy(error));
    if (header.type !== 'file' || !isSafeName(header.name)) {
      reader.destroy(
        new Error(`the archive holds ${header.type ?? 'an entry'} "${header.name}", which is not a plain file`),
      );
      return;
    }
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => {
      const part = chunk as Buffer; // a stream without encoding gives buffers
      total += part.byteLength;
      if (total > readLimit) reader.destroy(new Error('the archive is larger than 2 GiB'));
      else chunks.push(part);
    });
    stream.on('end', () => {
      files.set(header.name, Buffer.concat(chunks));
      next();
    });
  });
  // Not stream.pipeline: this reader is no Node stream, and its errors would go past it and end the process.
  return new Promise((done, fail) => {
    const source = createReadStream(path);
    const give = (error: Error) => {
      source.destroy();
      fail(error);
    };
    source.on('error', (error) => reader.destroy(error));
    reader.on('error', give);
    reader.on('finish', () => done(files));
    reader.on('close', () => fail(new Error('the archive ends too early')));
    source.pipe(reader);
  });
}

function isSafeName(name: string): boolean {
  return /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(name) && !name.split('/').includes('..');
}
