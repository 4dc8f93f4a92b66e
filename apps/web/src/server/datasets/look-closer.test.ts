import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { changeBatchProfile, type Database, getBatch, listAudit } from '@millrace/db';
import { tableProfileSchema } from '@millrace/pipeline-core/profile';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { makeStoredThings } from '../testing/stored-things';
import { makeContext, startTestServer } from '../testing/test-server';
import { lookCloserUseCase } from './look-closer';

let server: Awaited<ReturnType<typeof startTestServer>>;
let db: Database;
let data: Server;
const asked: string[] = [];

const mistyped = (column: string) => ({
  ...{ code: 'typing-errors' as const, column, severity: 'medium' as const },
  message: `Cells of "${column}" look mistyped.`,
});

/** Stands where the worker's data service is: finds typing errors in every column it is asked about. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { columns } = z.object({ columns: z.array(z.string()) }).parse(await json(request));
  asked.push(`${request.method} ${request.url}`);
  response
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ v: 1, rows: 9, columns: [], warnings: columns.map(mistyped) }));
}

beforeAll(async () => {
  data = createServer((request, response) => void answer(request, response));
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

it('keeps what a closer look at chosen columns found with the batch', async () => {
  const context = await makeContext(db, 'scientist');
  const { batch } = await makeStoredThings(db, context.project.id);
  const key = { projectId: context.project.id, id: batch.id };
  const left = { typingErrors: ['a, b', 'c', 'd'] };
  const wide = tableProfileSchema.parse({ v: 1, rows: 9, columns: [], warnings: [], left });
  await changeBatchProfile(db, key, () => wide);
  expect(await lookCloserUseCase.run(context, { id: batch.id, columns: ['a, b', 'c'] })).toEqual({ found: 2 });
  expect(asked.at(-1)).toBe(`POST /tables/${batch.tableHash}/profile`);
  const kept = await getBatch(db, key);
  expect(kept?.profile.warnings).toEqual([mistyped('a, b'), mistyped('c')]);
  expect(kept?.profile.left?.typingErrors).toEqual(['d']);
  const [entry] = await listAudit(db, { projectId: context.project.id });
  const details = { number: batch.number, columns: ['a, b', 'c'], found: 2 };
  expect(entry).toMatchObject({ actor: context.actor, action: 'batch.look-closer', subject: batch.id, details });
  // Two at once: neither forgets what the other found.
  await Promise.all(['d', 'e'].map((name) => lookCloserUseCase.run(context, { id: batch.id, columns: [name] })));
  const after = await getBatch(db, key);
  expect(after?.profile.warnings.map(({ column }) => column).sort()).toEqual(['a, b', 'c', 'd', 'e']);
});

it('is for those who may edit, and of their own project', async () => {
  const context = await makeContext(db, 'scientist');
  const other = await makeContext(db, 'scientist');
  const { batch } = await makeStoredThings(db, other.project.id);
  const refused = lookCloserUseCase.run(context, { id: batch.id, columns: ['a'] });
  await expect(refused).rejects.toMatchObject({ kind: 'not-found' });
  expect(lookCloserUseCase.needs).toMatchObject({ right: 'edit' });
});

it('waits for no batch of another project', async () => {
  const [context, other] = [await makeContext(db, 'scientist'), await makeContext(db, 'scientist')];
  const { batch } = await makeStoredThings(db, other.project.id);
  const holder = await db.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('select id from batch where id = $1 for update', [batch.id]);
    const changed = await changeBatchProfile(db, { projectId: context.project.id, id: batch.id }, (before) => before);
    expect(changed).toBeNull();
  } finally {
    await holder.query('rollback');
    holder.release();
  }
});
