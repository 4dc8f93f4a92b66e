import type { FastifyRequest } from 'fastify';

/** The body as it comes: the parser of the service hands on the request's own stream; without a body there is none. */
export function bodyOf(request: FastifyRequest): NodeJS.ReadableStream {
  return (request.body as NodeJS.ReadableStream | undefined) ?? request.raw;
}

/** The body of a small request. */
export async function textOf(request: FastifyRequest): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of bodyOf(request)) {
    const chunk = Buffer.from(part);
    bytes += chunk.byteLength;
    if (bytes > 1024 ** 2) throw new Error('the request is too long');
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}
