import { PipelineError } from '@millrace/pipeline-core/errors';

/** Of headers and contents: both are filled up to whole blocks. */
export const blockBytes = 512;

const place = 'Archive';

/**
 * The files of a plain tar that is in memory, as views of its bytes: what `writeTar` wrote, read where there is no Node.
 * Throws on a header that does not add up, on anything but plain files with safe relative names, and on an end that comes
 * too early (POSIX.1-1988, ustar).
 */
export function readTarBytes(bytes: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; ; ) {
    if (at + blockBytes > bytes.length) throw damaged(`an end after ${bytes.length} bytes`, 'two blocks of zeros');
    const header = bytes.subarray(at, at + blockBytes);
    if (header.every((byte) => byte === 0)) return files;
    const { name, size } = readTarHeader(header);
    const from = at + blockBytes;
    if (from + size > bytes.length) throw damaged(`${bytes.length - from} bytes of ${name}`, `${size} bytes`);
    files.set(name, bytes.subarray(from, from + size));
    at = from + Math.ceil(size / blockBytes) * blockBytes;
  }
}

/** Places of a header's fields: from, to. */
const fields = { name: [0, 100], size: [124, 136], sum: [148, 156], prefix: [345, 500] } as const;
const typeAt = 156;

/** Name and size of the entry behind a header of `blockBytes`. Throws on one that does not add up. */
export function readTarHeader(header: Uint8Array): { name: string; size: number } {
  const text = ([from, to]: readonly [number, number]) => {
    const field = header.subarray(from, to);
    const end = field.indexOf(0);
    return String.fromCharCode(...(end < 0 ? field : field.subarray(0, end))).trim();
  };
  const sum = Number.parseInt(text(fields.sum), 8);
  if (sum !== checksum(header)) throw damaged(`a header that sums to ${checksum(header)}`, String(sum));
  const prefix = text(fields.prefix);
  const name = prefix === '' ? text(fields.name) : `${prefix}/${text(fields.name)}`;
  const type = header[typeAt]!;
  const size = Number.parseInt(text(fields.size), 8);
  const isPlain = (type === 0 || type === 0x30) && isSafeName(name) && Number.isSafeInteger(size);
  if (!isPlain) throw damaged(`the entry "${name}" of type ${type}`, 'a plain file with a relative name');
  return { name, size };
}

/** The sum of all bytes, with the sum's own field read as spaces. */
function checksum(header: Uint8Array): number {
  const [from, to] = fields.sum;
  return header.reduce((sum, byte, at) => sum + (at >= from && at < to ? 0x20 : byte), 0);
}

function isSafeName(name: string): boolean {
  return /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(name) && !name.split('/').includes('..');
}

function damaged(seen: string, expected: string): PipelineError {
  return new PipelineError({
    ...{ code: 'damaged-release', family: 'operator', place, seen, expected },
    next: 'Load it again; if it stays, the artifact store is damaged.',
  });
}
