import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { internalToken } from '../../testing/test-server';

/** Stands where the data service of a worker is: keeps files by their hashes, in memory. */
export function fileStore(): { listener: RequestListener; kept: Map<string, Buffer> } {
  const kept = new Map<string, Buffer>();
  const listener: RequestListener = async (request, response) => {
    if (request.headers.authorization !== `Bearer ${internalToken}`) {
      response.writeHead(401).end();
      return;
    }
    const [, place, hash = ''] = (request.url ?? '').split('/');
    if (request.method === 'POST' && place === 'files') {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer); // no encoding set: chunks are buffers
      const bytes = Buffer.concat(parts);
      const made = createHash('sha256').update(bytes).digest('hex');
      kept.set(made, bytes);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ hash: made, bytes: bytes.byteLength, location: `a/${made.slice(0, 2)}/${made}` }));
      return;
    }
    const found = place === 'artifacts' ? kept.get(hash) : undefined;
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/octet-stream' });
    response.end(found);
  };
  return { listener, kept };
}
