import { promisify } from 'node:util';
import { deflate, gunzip, gzip, inflate } from 'node:zlib';
import { err, ok, type Result } from '@millrace/pipeline-core/result';

const unpackers = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate) };
const packers = { gzip: promisify(gzip), deflate: promisify(deflate) };

/** Shorter answers are not worth the time. */
const leastBytes = 1024;

/** The body as it was before it was packed, no longer than `mostBytes`. */
export async function unpackContent(
  body: Buffer,
  { encoding, mostBytes }: { encoding: string | undefined; mostBytes: number },
): Promise<Result<Buffer, { status: 400 | 413 | 415; message: string }>> {
  const named = (encoding ?? '').trim().toLowerCase();
  if (named === '' || named === 'identity') return ok(body);
  if (named !== 'gzip' && named !== 'x-gzip' && named !== 'deflate') {
    return err({ status: 415, message: `The content encoding is ${named}: send gzip, deflate or none.` });
  }
  try {
    return ok(await unpackers[named](body, { maxOutputLength: mostBytes }));
  } catch (error) {
    if (error instanceof RangeError) {
      return err({ status: 413, message: `The body is over ${mostBytes} bytes when unpacked: send fewer rows.` });
    }
    const seen = error instanceof Error ? error.message : String(error);
    return err({ status: 400, message: `The body is not ${named}: ${seen}.` });
  }
}

/** The answer as the caller likes it packed, and the name of that; null: as it is. */
export async function packContent(
  body: Buffer,
  accepted: string | undefined,
): Promise<{ body: Buffer; encoding: string | null }> {
  const names = (accepted ?? '')
    .toLowerCase()
    .split(',')
    .filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one))
    .map((one) => one.split(';')[0]?.trim());
  const encoding = names.includes('gzip') ? 'gzip' : names.includes('deflate') ? 'deflate' : null;
  if (encoding === null || body.length < leastBytes) return { body, encoding: null };
  return { body: await packers[encoding](body), encoding };
}
