import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import type { PushRefusal } from './push-refusal';

const unpack = promisify(gunzip);

/** Bytes of one request, packed or not. */
export const mostBytes = 10 * 1024 ** 2;

/** The body as text bytes: unpacked when it is gzip, and no further than a body may be long. */
export async function unpackBody(body: Buffer, encoding: string | undefined): Promise<Result<Buffer, PushRefusal>> {
  const named = (encoding ?? '').trim().toLowerCase();
  if (named === '' || named === 'identity') return ok(body);
  if (named !== 'gzip' && named !== 'x-gzip') {
    const message = `The content encoding is ${named}.`;
    return err({ status: 415, code: 'wrong-encoding', message, next: 'Send the body as it is, or packed with gzip.' });
  }
  try {
    return ok(await unpack(body, { maxOutputLength: mostBytes }));
  } catch (error) {
    if (error instanceof RangeError) {
      const message = `The body is over ${mostBytes} bytes when unpacked.`;
      return err({ status: 413, code: 'too-large', message, next: 'Send fewer events in one request.' });
    }
    const seen = error instanceof Error ? error.message : String(error);
    const message = `The body is not gzip: ${seen}.`;
    return err({ status: 400, code: 'not-gzip', message, next: 'Pack it again, or leave Content-Encoding out.' });
  }
}
