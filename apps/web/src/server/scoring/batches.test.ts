import { randomUUID } from 'node:crypto';
import { deleteEndpoint, getRun, listAudit, setSecret } from '@millrace/db';
import { hello, lease } from '@millrace/db/protocol';
import { workerIdSchema } from '@millrace/pipeline-core/ids';
import { scoringShape } from '@millrace/pipeline-core/scoring';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { makeKey } from '../keys/api-keys';
import { commitSteps } from '../testing/commit-steps';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import type { ProjectContext } from '../use-case';
import { handleOperation } from '../v1/handle';
import { operations } from '../v1/operations';
import { scoreAgainUseCase } from './batch-use-cases';
import { followBatch } from './follow-batch';

withTestServer({
  dataService: (request, response) => {
    response.setHeader('x-millrace-rows', '10');
    response.end(`${request.url}`);
  },
});

/** A program with a key of its own, and what the project of the key has stored. */
async function makeProgram(scopes: ('read' | 'run')[] = ['read', 'run']) {
  const context = await makeContext(db, 'engineer');
  const things = await makeStoredThings(db, context.project.id);
  const { key } = await makeKey({
    ...{ projectId: context.project.id, ownerId: personOf(context), expiresAt: null, name: 'k', scopes },
  });
  const ask = (
    method: string,
    path: string,
    o: { body?: object; idempotencyKey?: string; signal?: AbortSignal } = {},
  ) => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(o.idempotencyKey === undefined ? {} : { 'idempotency-key': o.idempotencyKey }),
    };
    const body = o.body === undefined ? {} : { body: JSON.stringify(o.body) };
    const signal = o.signal === undefined ? {} : { signal: o.signal };
    const request = new Request(`http://test/api/v1/endpoints/${path}`, { method, headers, ...body, ...signal });
    return handleOperation(operations, request);
  };
  return { context, things, ask };
}

function personOf({ caller }: ProjectContext) {
  if (caller.kind !== 'person') throw new Error('not a person');
  return caller.user;
}

const readBatch = async (response: Response) => scoringShape.parse(await response.json());
const problem = z.object({ status: z.number(), detail: z.string(), next: z.string() });
const readProblem = async (response: Response) => problem.parse(await response.json());

const listing = z.object({ items: z.array(scoringShape), next: z.string().nullable() });

/** How many listen for what happens to a run. */
function followers(run: string): number {
  const { millraceRunHub } = globalThis as { millraceRunHub?: { subscribers: Map<string, Set<unknown>> } }; // see run-hub.ts
  return millraceRunHub?.subscribers.get(run)?.size ?? 0;
}

const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 10_000 });

type Program = Awaited<ReturnType<typeof makeProgram>>;

/** As a worker does it: every chunk and the step that gathers them. */
async function finish({ context }: Program, batch: z.output<typeof scoringShape>) {
  const run = await getRun(db, { projectId: context.project.id, id: batch.run });
  const steps = run?.stepRuns.length ?? 0;
  const outputsOf = (idx: number) => {
    const hash = hashOf(`scores ${batch.id} ${idx}`);
    return [{ port: 'predictions', hash, bytes: 1, kind: 'table', location: `a/${hash}` }];
  };
  await commitSteps(db, { run: batch.run, steps, outputsOf });
}

describe('a batch that a program asks an endpoint for', () => {
  it('is taken at once, with its address, and is a run of chunks and one that gathers them', async () => {
    const { context, things, ask } = await makeProgram();
    const response = await ask('POST', 'churn/batch', { body: { dataset: 'customers', keep: ['left'] } });
    expect(response.status).toBe(202);
    const batch = await readBatch(response);
    expect(response.headers.get('location')).toBe(`/api/v1/endpoints/${things.endpoint.id}/batch/${batch.id}`);
    expect(batch).toMatchObject({
      ...{ state: 'waiting', rows: { done: 0, total: 10 }, chunks: { done: 0, total: 1 }, scores: null, errors: [] },
      ...{ release: { model: 'churn', number: 1 }, dataset: { name: 'customers', batch: 1 }, webhook: null },
    });
    const run = await getRun(db, { projectId: context.project.id, id: batch.run });
    expect(run).toMatchObject({ kind: 'batch-scoring', trigger: 'api', edges: [[0, 1]] });
    expect(run?.stepRuns.map(({ spec }) => spec.type)).toEqual(['score-chunk', 'gather-scores']);
    expect(run?.stepRuns[0]?.spec.references).toMatchObject({
      release: { artifacts: { bundle: things.hashes.bundle } },
      table: { artifacts: { table: things.batch.tableHash, 'table.meta': things.batch.metaHash } },
    });
    const audit = await listAudit(db, { projectId: context.project.id });
    expect(audit.map(({ action }) => action)).toContain('batch.score');
  });

  it('is one batch for one key, whoever sends it how often, and another wish under the key is refused', async () => {
    const { ask } = await makeProgram();
    const send = (body: object) => ask('POST', 'churn/batch', { body, idempotencyKey: 'monday' });
    const all = await Promise.all([1, 2, 3].map(() => send({ dataset: 'customers' })));
    const ids = new Set((await Promise.all(all.map(readBatch))).map(({ id }) => id));
    expect(ids.size).toBe(1);
    const listed = z.object({ items: z.array(scoringShape) }).parse(await (await ask('GET', 'churn/batch')).json());
    expect(listed.items.map(({ id }) => id)).toEqual([...ids]);
    const other = await send({ dataset: 'customers', probabilities: false });
    expect(other.status).toBe(409);
    expect((await readProblem(other)).detail).toContain('Idempotency-Key');
  });

  it('tells of progress and gives the scores when they are there', async () => {
    const program = await makeProgram();
    const { ask } = program;
    const { id, run } = await readBatch(await ask('POST', 'churn/batch', { body: { dataset: 'customers' } }));
    const early = await ask('GET', `churn/batch/${id}/scores`);
    expect(early.status).toBe(409);
    expect((await readProblem(early)).detail).toBe('The batch is not scored yet.');
    await finish(program, await readBatch(await ask('GET', `churn/batch/${id}`)));
    const over = await readBatch(await ask('GET', `churn/batch/${id}`));
    expect(over).toMatchObject({
      state: 'succeeded',
      rows: { done: 10, total: 10 },
      chunks: { done: 1, total: 1 },
      run,
    });
    expect(over.scores?.table).toBe(hashOf(`scores ${id} 1`));
    for (const [format, type] of [
      ['csv', 'text/csv; charset=utf-8'],
      ['parquet', 'application/vnd.apache.parquet'],
      ['ndjson', 'application/x-ndjson'],
    ]) {
      const scores = await ask('GET', `churn/batch/${id}/scores?format=${format}`);
      expect(scores.headers.get('content-type')).toBe(type);
      const asked = new URL(await scores.text(), 'http://data');
      expect(asked.pathname).toBe(`/tables/${over.scores?.table}/rows`);
      expect(asked.searchParams.get('format')).toBe(format);
    }
  });

  it('is followed by events until it is over', async () => {
    const program = await makeProgram();
    const { ask } = program;
    const batch = await readBatch(await ask('POST', 'churn/batch', { body: { dataset: 'customers' } }));
    const stream = await ask('GET', `churn/batch/${batch.id}/events`);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const text = stream.text();
    await finish(program, batch);
    const events = (await text).split('\n\n').filter((one) => one.startsWith('event:'));
    expect(events[0]).toMatch(/^event: progress\nid: 0\ndata: /);
    expect(events.at(-1)).toMatch(/^event: end\nid: 10\ndata: /);
    const last = scoringShape.parse(JSON.parse(events.at(-1)?.split('data: ')[1] ?? ''));
    expect(last.state).toBe('succeeded');
  });

  it('stops when it is deleted', async () => {
    const { ask } = await makeProgram();
    const { id } = await readBatch(await ask('POST', 'churn/batch', { body: { dataset: 'customers' } }));
    expect((await readBatch(await ask('DELETE', `churn/batch/${id}`))).state).toBe('cancelled');
    const scores = await ask('GET', `churn/batch/${id}/scores`);
    expect(await readProblem(scores)).toMatchObject({
      detail: 'The batch has no scores: it is cancelled.',
      next: 'Start it again, with a new Idempotency-Key.',
    });
  });

  it('is stopping while a chunk is at work', async () => {
    const { ask } = await makeProgram();
    const { id, run } = await readBatch(await ask('POST', 'churn/batch', { body: { dataset: 'customers' } }));
    await db.pool.query(`update step_run set status = 'held' where status = 'ready' and run_id <> $1`, [run]);
    const workerId = workerIdSchema.parse(randomUUID());
    await hello(db.pool, { workerId, leaseMs: 60_000 });
    await lease(db.pool, { workerId, queue: 'cpu', count: 1 });
    expect((await readBatch(await ask('GET', `churn/batch/${id}`))).state).toBe('running');
    expect((await readBatch(await ask('DELETE', `churn/batch/${id}`))).state).toBe('stopping');
  });

  it('is there when its endpoint is gone, by id and by name', async () => {
    const { context, things, ask } = await makeProgram();
    const { id } = await readBatch(await ask('POST', 'churn/batch', { body: { dataset: 'customers' } }));
    await deleteEndpoint(db, { projectId: context.project.id, id: things.endpoint.id });
    for (const endpoint of ['churn', things.endpoint.id])
      expect((await readBatch(await ask('GET', `${endpoint}/batch/${id}`))).id).toBe(id);
    const listed = await ask('GET', `${things.endpoint.id}/batch`);
    expect(listing.parse(await listed.json()).items.map((batch) => batch.id)).toEqual([id]);
    expect((await ask('GET', 'churn/batch')).status).toBe(404);
    expect((await ask('GET', `other/batch/${id}`)).status).toBe(404);
    expect((await readBatch(await ask('DELETE', `churn/batch/${id}`))).state).toBe('cancelled');
  });

  it('is listed page by page', async () => {
    const { ask } = await makeProgram();
    const made: string[] = [];
    for (let at = 0; at < 3; at += 1)
      made.unshift((await readBatch(await ask('POST', 'churn/batch', { body: { dataset: 'customers' } }))).id);
    const first = listing.parse(await (await ask('GET', 'churn/batch?limit=2')).json());
    expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2));
    const rest = listing.parse(await (await ask('GET', `churn/batch?limit=2&cursor=${first.next}`)).json());
    expect([rest.items.map(({ id }) => id), rest.next]).toEqual([made.slice(2), null]);
    expect((await ask('GET', 'churn/batch?cursor=nonsense')).status).toBe(422);
  });

  it('is started again by the same release, as another batch', async () => {
    const { context, things, ask } = await makeProgram();
    const body = { dataset: 'customers', keep: ['left'], probabilities: false };
    const first = await readBatch(await ask('POST', 'churn/batch', { body, idempotencyKey: 'k' }));
    await ask('DELETE', `churn/batch/${first.id}`);
    const again = await scoreAgainUseCase.run(context, { endpoint: things.endpoint.id, id: first.id });
    expect(again).toMatchObject({ state: 'waiting', release: first.release, dataset: first.dataset });
    expect(again.id).not.toBe(first.id);
    const run = await getRun(db, { projectId: context.project.id, id: again.run });
    expect(run?.stepRuns[0]?.spec.params).toMatchObject({ keep: ['left'], probabilities: false });
  });

  it('is followed by nobody when its reader is gone, or has stayed long enough', async () => {
    const { context, ask } = await makeProgram();
    const { id, run } = await readBatch(await ask('POST', 'churn/batch', { body: { dataset: 'customers' } }));
    const unread = await ask('GET', `churn/batch/${id}/events`);
    // Its first event is there and nobody takes it: what makes events rests.
    await until(() => followers(run) === 1);
    await unread.body?.cancel();
    await until(() => followers(run) === 0);
    const gone = new AbortController();
    await ask('GET', `churn/batch/${id}/events`, { signal: gone.signal });
    await until(() => followers(run) === 1);
    gone.abort();
    await until(() => followers(run) === 0);
    const signal = new AbortController().signal;
    const long = await followBatch(context, { endpoint: 'churn', id, signal, longestMs: 1 });
    expect(await long.text()).not.toContain('event: end');
    await until(() => followers(run) === 0);
  });

  it.each([
    [{ dataset: 'nothing' }, 404, /dataset/],
    [{ dataset: 'customers', batch: 7 }, 404, /batch/],
    [{ dataset: 'customers', release: 'v9' }, 404, /no release churn@v9/],
    [{ dataset: 'customers', keep: ['name'] }, 422, /no column name/],
    [{ dataset: 'customers', webhook: { url: 'ftp://x.test/', secret: 's' } }, 422, /webhook/],
    [{ dataset: 'customers', webhook: { url: 'https://x.test/', secret: 'nothing' } }, 422, /no secret “nothing”/],
    [{ dataset: 'customers', chunkRows: 1 }, 422, /chunkRows/],
  ])('is refused in words: %j', async (body, status, words) => {
    const { ask } = await makeProgram();
    const response = await ask('POST', 'churn/batch', { body });
    expect(response.status).toBe(status);
    expect((await readProblem(response)).detail).toMatch(words);
  });

  it('is refused where rows lack what the model reads', async () => {
    const { things, ask } = await makeProgram();
    const meta = { ...things.batch.meta, columns: things.batch.meta.columns.filter(({ name }) => name !== 'tenure') };
    await db.pool.query('update batch set meta = $1 where id = $2', [JSON.stringify(meta), things.batch.id]);
    const response = await ask('POST', `${things.endpoint.id}/batch`, { body: { dataset: 'customers' } });
    expect(response.status).toBe(422);
    expect((await readProblem(response)).detail).toBe(
      'churn v1 reads tenure, which batch 1 of customers does not have.',
    );
  });

  it('signs by no secret that opens a source', async () => {
    const { context, things, ask } = await makeProgram();
    const seal = { projectId: context.project.id, value: 'x', installationKey: 'k', actor: 'ada' };
    await setSecret(db, { ...seal, name: 'bucket' });
    await db.pool.query('update source set secret = $1 where id = $2', ['bucket', things.source.id]);
    const webhook = { url: 'https://receiver.test/', secret: 'bucket' };
    const refused = await ask('POST', 'churn/batch', { body: { dataset: 'customers', webhook } });
    expect((await readProblem(refused)).detail).toBe(
      'The secret “bucket” opens the source orders, so it signs nothing.',
    );
    await setSecret(db, { ...seal, name: 'receiver' });
    const taken = await ask('POST', 'churn/batch', {
      body: { dataset: 'customers', webhook: { ...webhook, secret: 'receiver' } },
    });
    expect((await readBatch(taken)).webhook).toEqual({ url: webhook.url, status: 'waiting', tries: [] });
  });

  it('is nobody else’s, and needs the scope run', async () => {
    const [mine, others, reader] = [await makeProgram(), await makeProgram(), await makeProgram(['read'])];
    const { id } = await readBatch(await mine.ask('POST', 'churn/batch', { body: { dataset: 'customers' } }));
    for (const path of [`churn/batch/${id}`, `${mine.things.endpoint.id}/batch/${id}`, `churn/batch/${id}/events`])
      expect((await others.ask('GET', path)).status).toBe(404);
    expect((await others.ask('DELETE', `churn/batch/${id}`)).status).toBe(404);
    expect((await reader.ask('POST', 'churn/batch', { body: { dataset: 'customers' } })).status).toBe(403);
  });
});
