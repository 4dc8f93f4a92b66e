import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { fakeEndpoint } from '../../testing/fake-release';
import { mixedRelease, numbersRelease, startProtocolServer } from '../../testing/protocol-server';

/** Bytes are written as base64; the answer is unpacked. */
const lineSchema = z.object({
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  status: z.number().int(),
  answer: z.string(),
});

/** What Triton's own client sent when its script passed (scripts/interop/oip-client.py), and what it was answered. */
const lines = readFileSync(new URL('../../testing/recorded-triton.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => lineSchema.parse(JSON.parse(line)));

it("answers what Triton's client sends as it was content with, byte for byte", async () => {
  const server = await startProtocolServer({
    releases: [mixedRelease, numbersRelease],
    endpoints: [
      fakeEndpoint({ slug: 'shop.mixed', routes: [[1, 1]] }),
      fakeEndpoint({ slug: 'shop.numbers', routes: [[2, 1]] }),
    ],
  });
  for (const { method, path, headers, body, status, answer } of lines) {
    const response = await fetch(`${server.base}${path}`, {
      method,
      // The one request without a key is the one that was refused for it.
      headers: { 'accept-encoding': 'identity', ...headers, ...(status === 401 ? {} : { 'x-api-key': 'secret' }) },
      ...(method === 'POST' ? { body: Buffer.from(body, 'base64') } : {}),
    });
    const seen = Buffer.from(await response.arrayBuffer());
    const place = `${method} ${path}`;
    expect([place, response.status, seen.toString('latin1')]).toEqual([
      place,
      status,
      Buffer.from(answer, 'base64').toString('latin1'),
    ]);
  }
  await server.close();
});

it('holds requests of every kind', () => {
  const count = (part: (line: (typeof lines)[number]) => boolean) => lines.filter(part).length;
  expect(count(({ headers }) => headers['inference-header-content-length'] !== undefined)).toBeGreaterThan(10);
  expect(count(({ headers }) => headers['content-encoding'] === 'gzip')).toBe(1);
  expect(count(({ headers }) => headers['content-encoding'] === 'deflate')).toBe(1);
  expect(new Set(lines.map(({ status }) => status))).toEqual(new Set([200, 400, 401, 404]));
});
