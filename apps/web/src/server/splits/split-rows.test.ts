import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type Database, recordSplit } from '@millrace/db';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKey } from '../keys/api-keys';
import { runStarter } from '../testing/starter-run';
import { makeStoredThings } from '../testing/stored-things';
import { makeContext, startTestServer } from '../testing/test-server';
import { handleOperation } from '../v1/handle';
import { operations } from '../v1/operations';

let server: Awaited<ReturnType<typeof startTestServer>>;
let db: Database;
let data: Server;
const asked: string[] = [];
/** Tells of a request that is never answered: it has `begun`, its caller has `left`. */
const events = new EventEmitter();

/** Stands where the worker's data service is: answers rows at once, and never those of the validation part. */
beforeAll(async () => {
  data = createServer((request, response) => {
    const url = request.url ?? '';
    asked.push(url);
    if (!url.includes('part=validation')) return void response.setHeader('x-millrace-rows', '0').end('');
    request.socket.once('close', () => events.emit('left'));
    events.emit('begun');
  });
  await new Promise<void>((resolve) => data.listen(0, '127.0.0.1', resolve));
  const address = data.address();
  if (address === null || typeof address === 'string') throw new Error('the stand-in does not listen');
  server = await startTestServer({ dataServiceUrl: `http://127.0.0.1:${address.port}` });
  db = server.db;
});
afterAll(async () => {
  data.close();
  await server.stop();
});

/** A split step with its stored table, and a key that may read it. */
async function makeReader() {
  const context = await makeContext(db, 'scientist');
  const { split } = await makeStoredThings(db, context.project.id);
  const { runId, at } = await runStarter(db, context.project.id);
  const { id: _, ...like } = split;
  const made = await recordSplit(db, {
    ...like,
    runId,
    idx: at('split'),
    receipt: { ...like.receipt, target: 'left' },
  });
  const { caller, project } = context;
  if (caller.kind !== 'person') throw new Error('not a person');
  const { key } = await makeKey({
    projectId: project.id,
    name: 'k',
    scopes: ['read'],
    ownerId: caller.user,
    expiresAt: null,
  });
  return (query: string, signal?: AbortSignal) =>
    handleOperation(
      operations,
      new Request(`http://test/api/v1/splits/${made.id}/rows?${query}`, {
        headers: { authorization: `Bearer ${key}` },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
}

it('names no columns but the labels that are left out, however wide the table is', async () => {
  const read = await makeReader();
  expect((await read('part=train')).status).toBe(200);
  const whole = new URL(asked.at(-1) ?? '', 'http://data').searchParams;
  expect([whole.get('columns'), whole.get('except')]).toEqual([null, null]);
  expect((await read('part=train&labels=false')).status).toBe(200);
  const blind = new URL(asked.at(-1) ?? '', 'http://data').searchParams;
  expect([blind.get('columns'), blind.get('except')]).toEqual([null, 'left']);
});

it('lets go of the data service when the caller hangs up', async () => {
  const read = await makeReader();
  const caller = new AbortController();
  const [begun, left] = [once(events, 'begun'), once(events, 'left')];
  const answer = read('part=validation', caller.signal);
  await begun;
  caller.abort();
  await left;
  expect((await answer).status).not.toBe(200);
});
