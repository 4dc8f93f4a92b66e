import { Readable } from 'node:stream';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FastifyRequest } from 'fastify';
import type { StoredArtifact } from '../artifact-store';
import type { DataServiceOptions } from './options';
import { bodyOf } from './request-body';

const gibibyte = 2 ** 30;

/** Stores a body byte for byte, whatever it is, without reading it; the row of the database is the caller's. */
export async function keepFile(options: DataServiceOptions, request: FastifyRequest): Promise<StoredArtifact> {
  const most = options.uploadLimit ?? 8 * gibibyte;
  return options.store.putStream(Readable.from(atMost(bodyOf(request), most)));
}

/** A body without a length in its headers is counted as it comes. */
async function* atMost(body: NodeJS.ReadableStream, most: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const part of body) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : part;
    bytes += chunk.byteLength;
    if (bytes > most) throw tooLarge(most);
    yield chunk;
  }
}

function tooLarge(most: number): PipelineError {
  return new PipelineError({
    code: 'file-too-large',
    family: 'pipeline',
    place: 'Upload',
    seen: `a file of more than ${Math.round(most / gibibyte)} GiB`,
    expected: 'a smaller one',
    next: 'Split the file, or log only what is needed.',
  });
}
