import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchRelease } from './fetch-release';

const bytes = Buffer.from('all of a bundle');
const hash = createHash('sha256').update(bytes).digest('hex');
const release = {
  id: '0199c2f0-7a31-7bbb-8c00-3f2a44f0a1de',
  model: 'churn',
  number: 7,
  bundle: hash,
  bytes: bytes.length,
};
let sent = bytes;
let said: string | null = null;
let server: Server;
let webUrl = '';
let folder = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.headers.authorization !== 'Bearer mr_reads') {
      response.writeHead(401, { 'content-type': 'application/problem+json' });
      const problem = { type: 'urn:millrace:error:unauthorized', title: 'unauthorized', status: 401 };
      return response.end(JSON.stringify({ ...problem, detail: 'A valid API key is needed.', next: 'Send it.' }));
    }
    if (request.url === '/api/v1/releases/churn%20v7') return response.end(JSON.stringify(release));
    if (said !== null) response.setHeader('millrace-sent', said);
    return response.end(request.url === `/api/v1/releases/${release.id}/bundle` ? sent : 'elsewhere');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  webUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-fetch-'));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const fetched = (key: string) => {
  const file = path.join(folder, 'bundle.tar');
  return fetchRelease({ webUrl, key }, { release: 'churn v7', file });
};

it('brings the bundle unchanged and says which release it is', async () => {
  sent = bytes;
  expect(await fetched('mr_reads')).toEqual(release);
  expect(await readFile(path.join(folder, 'bundle.tar'))).toEqual(bytes);
});

it('says in the words of Millrace why it was refused', async () => {
  await expect(fetched('mr_wrong')).rejects.toThrow('answered 401: A valid API key is needed. Send it.');
});

it('does not take other bytes than the hash says', async () => {
  sent = Buffer.from('all of a bundlf');
  await expect(fetched('mr_reads')).rejects.toThrow(
    `came as 15 bytes with sha256 ${createHash('sha256').update(sent).digest('hex')}, expected sha256 ${hash}`,
  );
});

it('takes an older bundle without its held-out rows, by the hash that Millrace says it has then', async () => {
  sent = Buffer.from('all but rows');
  said = createHash('sha256').update(sent).digest('hex');
  expect(await fetched('mr_reads')).toEqual({ ...release, bytes: 12, sha256: said });
  said = hash;
  await expect(fetched('mr_reads')).rejects.toThrow(`expected sha256 ${hash}`);
});
