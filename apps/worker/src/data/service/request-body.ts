import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FastifyRequest } from 'fastify';

const mebibyte = 1024 ** 2;

/** The body as it comes: the parser of the service hands on the request's own stream; without a body there is none. */
export function bodyOf(request: FastifyRequest): NodeJS.ReadableStream {
  return (request.body as NodeJS.ReadableStream | undefined) ?? request.raw;
}

/** The body of a small request as text. */
export async function textOf(request: FastifyRequest, mostBytes = mebibyte): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of bodyOf(request)) {
    const chunk = Buffer.from(part);
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw tooLong(mostBytes);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

function tooLong(mostBytes: number): PipelineError {
  return new PipelineError({
    code: 'request-too-long',
    family: 'pipeline',
    place: 'Data service',
    seen: `a request of more than ${mostBytes / mebibyte} MB`,
    expected: 'a shorter one',
    next: 'Name fewer columns in the settings of the steps, or run the pipeline to here.',
  });
}
