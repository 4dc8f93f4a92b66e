import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPrivateAddress } from '../outside/public-address';
import { RetryLater } from '../queue/to-queue-error';
import { retryAfterMs, sendDelivery } from './deliver';

type Seen = { path: string; headers: IncomingHttpHeaders; body: string };
const seen: Seen[] = [];
let base = '';
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    const path = request.url ?? '';
    seen.push({ path, headers: request.headers, body });
    const status = Number(path.slice(1));
    response.writeHead(status, { 'retry-after': '7', location: '/200' }).end('x'.repeat(1000));
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const payload = {
  specversion: '1.0',
  type: 'millrace.run-finished.v1',
  id: 'd-1',
  source: '/x',
  data: { text: 'Zürich' },
};
const send = (target: string, allowPrivate = true) =>
  sendDelivery({
    delivery: { id: 'd-1', kind: 'webhook', target, payload },
    secret,
    allowPrivate,
    now: () => 1_760_000_000_000,
    signal: AbortSignal.timeout(5000),
  });

describe('deliveries', () => {
  it('are signed as Standard Webhooks asks', async () => {
    expect(await send(`${base}/200`)).toEqual({ kind: 'sent' });
    const { headers, body } = seen.at(-1) ?? { headers: {}, body: '' };
    expect(JSON.parse(body)).toEqual(payload);
    const digest = createHmac('sha256', secret).update(`d-1.1760000000.${body}`).digest('base64');
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': 'd-1',
      'webhook-timestamp': '1760000000',
      'webhook-signature': `v1,${digest}`,
    });
  });

  it('do not follow redirects, end at 410, wait as long as they are told', async () => {
    const before = seen.length;
    await expect(send(`${base}/302`)).rejects.toThrow('302');
    expect(seen).toHaveLength(before + 1);
    expect(await send(`${base}/410`)).toMatchObject({ kind: 'gone' });
    const busy = await send(`${base}/503`).catch((error: unknown) => error);
    expect(busy).toBeInstanceOf(RetryLater);
    expect(busy).toMatchObject({ delayMs: 7000 });
    await expect(send(`${base}/500`)).rejects.toThrow('500');
  });

  it('never reach private addresses, by number or by name', async () => {
    const before = seen.length;
    const { port } = new URL(base);
    for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0x7f000001']) {
      const answer = await send(`http://${host}:${port}/200`, false);
      expect(answer).toEqual({ kind: 'gone', message: expect.stringMatching(/private/) }); // no use in another try
    }
    await expect(send(`http://localhost:${port}/200`, false)).rejects.toThrow(/private/);
    await expect(send('file:///etc/passwd')).rejects.toThrow('file:');
    expect(seen).toHaveLength(before);
  });

  it.each([
    ['10.1.2.3', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['169.254.169.254', true],
    ['100.64.0.1', true],
    ['8.8.8.8', false],
    ['::1', true],
    ['fd00::1', true],
    ['fe80::1', true],
    ['::ffff:10.0.0.1', true],
    ['::ffff:a00:1', true],
    ['2001:4860:4860::8888', false],
  ])('%s is private: %s', (address, expected) => expect(isPrivateAddress(address)).toBe(expected));

  it('read Retry-After as seconds or date, within bounds', () => {
    expect(retryAfterMs('120', 0)).toBe(120_000);
    expect(retryAfterMs('Thu, 01 Jan 1970 00:01:00 GMT', 0)).toBe(60_000);
    expect(retryAfterMs('0', 0)).toBe(1000);
    expect(retryAfterMs('9999999', 0)).toBe(24 * 3600_000);
    expect(retryAfterMs('soon', 0)).toBeNull();
  });
});
