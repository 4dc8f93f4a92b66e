import { projectIdSchema, sourceIdSchema } from '@millrace/pipeline-core/ids';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { addPushRoutes, type PushRouteDeps } from './push-routes';

const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const id = sourceIdSchema.parse('00000000-0000-4000-8000-000000000002');

function serve(store: PushRouteDeps['store']) {
  const server = fastify();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addPushRoutes(server, {
    identify: async () => ({ kind: 'allowed', caller: 'key:k', projectId }),
    sources: { find: async () => ({ id, projectId, idField: '', timeField: '' }) },
    store,
    refusals: { note: () => undefined },
    now: Date.now,
    logger: createQuietLogger(),
  });
  return server.inject({
    method: 'POST',
    url: `/sources/${id}/events`,
    headers: { 'content-type': 'application/json' },
    payload: '{"a":1}',
  });
}

describe('a push that cannot be taken now', () => {
  it('is sent back with a time while too many events wait', async () => {
    const answer = await serve({ waiting: () => 50_000, add: () => Promise.reject(new Error('must not be asked')) });
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
});
