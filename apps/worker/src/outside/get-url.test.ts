import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { getUrl } from './get-url';
import { explainPostgres } from './postgres';

const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/data/raw' });

// A device that takes no byte, as a full disk does.
it.skipIf(!existsSync('/dev/full'))('a full disk is no fault of the server a file comes from', async () => {
  const server = createServer((_request, response) => response.end('id\n1\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  const host = `127.0.0.1:${address.port}`;
  try {
    const got = getUrl({
      url: `http://${host}/day.csv`,
      secretHeaders: {},
      headers: {},
      path: '/dev/full',
      mostBytes: 1000,
      timeoutMs: 10_000,
      privateHosts: [host],
      place: 'Read Orders',
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    await expect(got).rejects.toMatchObject({ report: { code: 'disk-full', family: 'operator' } });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it('a full disk is no fault of the database rows come from', () => {
  expect(explainPostgres(full, 'Read Orders').report).toMatchObject({
    code: 'disk-full',
    seen: 'no space left on the disk of /data/raw',
  });
});
