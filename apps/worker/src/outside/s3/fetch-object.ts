import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { S3Object } from './list-objects';
import { type S3, type S3Options, withRetries } from './open-s3';

export type FetchedObject = { kind: 'there'; crc: number } | { kind: 'deleted' } | { kind: 'changed' };

/** The bytes of an object as the listing showed it, and no others: the server is asked for that very ETag. */
export function fetchObject(
  s3: S3,
  options: S3Options,
  { object, path, onBytes }: { object: S3Object; path: string; onBytes: (bytes: number) => void },
): Promise<FetchedObject> {
  return withRetries(options.signal, async () => {
    const headers: Record<string, string> = object.etag === '' ? {} : { 'if-match': object.etag };
    const response = await s3
      .get({ key: object.key, headers, signal: options.signal })
      .catch((error: unknown) => missing(error));
    if ('kind' in response) return response;
    const { etag = '', 'content-length': length } = response.headers;
    const isOther = object.etag !== '' && etag !== '' && etag !== object.etag;
    if (isOther || (length !== undefined && Number(length) !== object.size)) {
      response.destroy();
      return { kind: 'changed' };
    }
    return { kind: 'there', crc: await write(response, { object, path, onBytes, signal: options.signal }) };
  });
}

function missing(error: unknown): FetchedObject {
  const code = error instanceof PipelineError ? error.report.code : '';
  if (code === 's3-no-such-key' || code === 's3-http-404') return { kind: 'deleted' };
  if (code === 's3-precondition-failed' || code === 's3-http-412') return { kind: 'changed' };
  throw error;
}

type Writing = { object: S3Object; path: string; onBytes: (bytes: number) => void; signal: AbortSignal };

async function write(body: NodeJS.ReadableStream, { object, path, onBytes, signal }: Writing): Promise<number> {
  let [sum, bytes] = [0, 0];
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      bytes += chunk.byteLength;
      onBytes(chunk.byteLength);
      done(bytes > object.size ? new Error(`more than the ${object.size} bytes of the listing came`) : null, chunk);
    },
  });
  await pipeline(body, meter, createWriteStream(path, { flags: 'w' }), { signal });
  if (bytes !== object.size) throw new Error(`${bytes} of ${object.size} bytes of ${object.key} came`);
  return sum;
}
