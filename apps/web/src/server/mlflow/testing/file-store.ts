import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { internalToken } from '../../testing/test-server';

/** Stands where the data service of a worker is: keeps files by their hashes, in memory. */
export function fileStore(): { listener: RequestListener; kept: Map<string, Buffer> } {
  const kept = new Map<string, Buffer>();
  return { kept, listener: (request, response) => void answer(kept, request, response) };
}

async function answer(kept: Map<string, Buffer>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, place, hash = ''] = (request.url ?? '').split('/');
  if (request.headers.authorization !== `Bearer ${internalToken}`) {
    response.writeHead(401).end();
    return;
  }
  if (request.method === 'POST' && place === 'files') {
    const bytes = await bodyOf(request);
    const made = createHash('sha256').update(bytes).digest('hex');
    kept.set(made, bytes);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ hash: made, bytes: bytes.byteLength, location: `a/${made.slice(0, 2)}/${made}` }));
    return;
  }
  const found = place === 'artifacts' ? kept.get(hash) : undefined;
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/octet-stream' });
  response.end(found);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // no encoding set: chunks are buffers
  return Buffer.concat(parts);
}
