import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { projectIdSchema, sourceIdSchema } from '@millrace/pipeline-core/ids';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { until } from '../../testing/until';
import { addPushRoutes, type PushRouteDeps } from './push-routes';

const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const id = sourceIdSchema.parse('00000000-0000-4000-8000-000000000002');

function makeServer(store: PushRouteDeps['store'], noted: string[] = []) {
  const server = fastify({ forceCloseConnections: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addPushRoutes(server, {
    identify: async () => ({ kind: 'allowed', caller: 'key:k', projectId }),
    sources: { find: async () => ({ id, projectId, idField: '', timeField: '' }) },
    store,
    refusals: { note: (_source, { code }) => void noted.push(code) },
    now: Date.now,
    logger: createQuietLogger(),
  });
  return server;
}

function serve(store: PushRouteDeps['store'], noted: string[] = []) {
  return makeServer(store, noted).inject({
    method: 'POST',
    url: `/sources/${id}/events`,
    headers: { 'content-type': 'application/json' },
    payload: '{"a":1}',
  });
}

describe('a push that cannot be taken now', () => {
  it('is sent back with a time while too many events wait', async () => {
    const noted: string[] = [];
    const add = () => Promise.reject(new Error('must not be asked'));
    const answer = await serve({ waiting: () => 50_000, add }, noted);
    expect(noted).toEqual(['overloaded']);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toMatchObject({ title: 'overloaded' });
  });

  it('is sent back with a time when it could not be stored, without telling why to strangers', async () => {
    const answer = await serve({ waiting: () => 0, add: () => Promise.reject(new Error('password of the database')) });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
    expect(answer.body).not.toContain('password');
  });

  it('is refused for good when the database can never keep it', async () => {
    const error = Object.assign(new Error('the index row is too large'), { code: '54000' });
    const answer = await serve({ waiting: () => 0, add: () => Promise.reject(error) });
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['retry-after']).toBeUndefined();
    expect(answer.json()).toMatchObject({ title: 'refused-value' });
  });

  it('counts what requests unpack to, until it is stored, also when their senders have hung up', async () => {
    const commits: (() => void)[] = [];
    const add = () =>
      new Promise<{ stored: number; repeated: number }>((resolve) => {
        commits.push(() => resolve({ stored: 1, repeated: 0 }));
      });
    const server = makeServer({ waiting: () => 0, add });
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo; // listening on TCP
    const text = 'x'.repeat(9_900 * 1024); // 9 of them are 87 MiB
    const body = new Uint8Array(gzipSync(JSON.stringify({ text })));
    const send = (signal?: AbortSignal) =>
      fetch(`http://127.0.0.1:${port}/sources/${id}/events`, {
        ...{ method: 'POST', body, ...(signal === undefined ? {} : { signal }) },
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      });
    const senders = new AbortController();
    for (let sent = 1; sent <= 9; sent += 1) {
      send(senders.signal).catch(() => undefined); // it hangs up below
      await until(async () => commits.length === sent, { what: `commit ${sent}` });
    }
    senders.abort();
    await new Promise((resolve) => setTimeout(resolve, 100)); // the server hears of it
    expect((await send()).status).toBe(503);
    for (const end of commits) end();
    const last = send();
    await until(async () => commits.length === 10, { what: 'room' });
    commits[9]?.();
    expect((await last).status).toBe(202);
    await server.close();
  }, 60_000);
});
