import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { deleteEndpoint, listBatches } from '@millrace/db';
import { scoringShape } from '@millrace/pipeline-core/scoring';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeKey } from '../keys/api-keys';
import { makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { handleOperation } from '../v1/handle';
import { operations } from '../v1/operations';

/** What the data service finds in the files of this test, and how many it was given. */
let columns: string[] = [];
let landings = 0;
beforeEach(() => {
  columns = ['tenure', 'customer'];
  landings = 0;
});

/** Reads nothing of a file but its bytes. */
withTestServer({
  dataService: (request, response) =>
    void buffer(request).then((bytes) => {
      landings += 1;
      const stored = (kind: string, text: string | Buffer) => {
        const hash = createHash('sha256').update(text).digest('hex');
        return { hash, bytes: bytes.length, kind, location: `store/${hash}` };
      };
      const of = (name: string) => ({ name, type: 'number', role: 'feature', sqlType: 'DOUBLE' });
      const plan = { v: 1, expressionVersion: 1, source: [], nodes: [] };
      const meta = { v: 1, rows: 2, columns: columns.map(of), plan, featureSetId: 'x', batches: [] };
      const landed = {
        ...{ format: 'csv', raw: stored('file', bytes), table: stored('table', randomUUID()), meta },
        metaArtifact: { ...stored('table-meta', randomUUID()), location: null, inline: meta },
        profile: { v: 1, rows: 2, columns: [], warnings: [] },
        ...{ rejected: 0, rejects: [], notes: [] },
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(landed));
    }),
});

async function makeProgram() {
  const context = await makeContext(db, 'engineer');
  const things = await makeStoredThings(db, context.project.id);
  if (context.caller.kind !== 'person') throw new Error('not a person');
  const owner = { projectId: context.project.id, ownerId: context.caller.user };
  const { key } = await makeKey({ ...owner, expiresAt: null, name: 'k', scopes: ['read', 'run'] });
  const send = (query: Record<string, string>, idempotencyKey?: string) => {
    const asked = new URLSearchParams({ name: 'customers', file: 'new.csv', ...query });
    const address = `http://test/api/v1/endpoints/churn/batch/file?${asked}`;
    const headers = {
      authorization: `Bearer ${key}`,
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    };
    return handleOperation(operations, new Request(address, { method: 'POST', headers, body: 'tenure\n1\n2\n' }));
  };
  const landed = async () =>
    (await listBatches(db, { projectId: context.project.id, datasetId: things.dataset.id })).length - 1;
  return { context, things, send, landed };
}

const read = async (response: Response) => scoringShape.parse(await response.json());
const problem = z.object({ status: z.number(), detail: z.string() });

describe('a file that a program sends to be scored', () => {
  it('lands and is scored, with the columns that go along, spaces and empty names aside', async () => {
    const { send, landed } = await makeProgram();
    const response = await send({ keep: ' customer, ,' });
    expect(response.status).toBe(202);
    expect(await read(response)).toMatchObject({ dataset: { name: 'customers', batch: 2 }, rows: { total: 2 } });
    expect(await landed()).toBe(1);
  });

  it('lands once and starts one batch under a key, however many requests come at once', async () => {
    const { send, landed } = await makeProgram();
    const all = await Promise.all([1, 2, 3, 4].map(() => send({}, 'monday')));
    expect(all.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set((await Promise.all(all.map(read))).map(({ id }) => id)).size).toBe(1);
    expect(await landed()).toBe(1);
    const before = landings;
    expect((await send({}, 'monday')).status).toBe(202);
    expect([landings, await landed()]).toEqual([before, 1]); // not read again
  });

  it.each([{ name: 'others' }, { file: 'other.csv' }, { release: 'v1' }, { keep: 'customer' }])(
    'is refused under a known key with another query: %j',
    async (other) => {
      const { send, landed } = await makeProgram();
      await send({}, 'monday');
      const refused = await send(other as Record<string, string>, 'monday'); // each has one name, all are optional
      expect(refused.status).toBe(409);
      expect(problem.parse(await refused.json()).detail).toContain('Idempotency-Key');
      expect([landings, await landed()]).toEqual([1, 1]);
    },
  );

  it('goes on where a request ended after the landing, and takes no other file under its key', async () => {
    const { context, send, landed } = await makeProgram();
    await send({}, 'monday');
    // As if the process had died before the run was there.
    await db.pool.query('delete from run_info where project_id = $1 and kind = $2', [
      context.project.id,
      'batch-scoring',
    ]);
    await db.pool.query(`update run set request_key = request_key || ' lost' where project_id = $1`, [
      context.project.id,
    ]);
    expect((await send({ file: 'other.csv' }, 'monday')).status).toBe(409);
    const again = await send({}, 'monday');
    expect(again.status).toBe(202);
    expect((await read(again)).dataset).toMatchObject({ name: 'customers', batch: 2 });
    expect([landings, await landed()]).toEqual([1, 1]);
  });

  it.each([
    [{ release: 'v9' }, 404, /no release churn@v9/, 0],
    [{ keep: Array.from({ length: 51 }, (_, at) => `c${at}`).join(',') }, 422, /keep|50|Too big/i, 0],
    [{ keep: 'nobody' }, 422, /no column nobody in new\.csv/, 1],
  ] as const)('is refused before it lands: %j', async (query, status, words, read) => {
    const { send, landed } = await makeProgram();
    const refused = await send(query as Record<string, string>); // each has one name, all are optional
    expect(refused.status).toBe(status);
    expect(problem.parse(await refused.json()).detail).toMatch(words);
    expect([landings, await landed()]).toEqual([read, 0]);
  });

  it('is refused before it lands where it lacks what the model reads, and the key is free after that', async () => {
    const { send, landed } = await makeProgram();
    columns = ['customer'];
    const refused = await send({}, 'monday');
    expect(problem.parse(await refused.json()).detail).toBe('churn v1 reads tenure, which new.csv does not have.');
    expect(await landed()).toBe(0);
    columns = ['tenure'];
    expect((await send({}, 'monday')).status).toBe(202);
    expect(await landed()).toBe(1);
  });

  it('is refused where the endpoint is gone, unread', async () => {
    const { context, things, send } = await makeProgram();
    await deleteEndpoint(db, { projectId: context.project.id, id: things.endpoint.id });
    expect((await send({})).status).toBe(404);
    expect(landings).toBe(0);
  });
});
