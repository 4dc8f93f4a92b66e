import { getSource, latestBatch, listTriggers, type Source } from '@millrace/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestS3, type TestS3, testBucket, testKey } from '../outside/s3/testing/s3-server';
import { startTriggeredRun } from '../scheduling/start-triggered-run';
import { testChild } from '../testing/test-child';
import { until } from '../testing/until';
import { type SourceFlow, startSourceFlow } from './testing/source-flow';

const childPath = testChild();
let flow: SourceFlow;
let s3: TestS3;

beforeAll(async () => {
  s3 = await startTestS3();
  flow = await startSourceFlow({ childPath, privateHosts: [new URL(s3.endpoint).host] });
  await flow.keepSecret('bucket', testKey.secretKey);
}, 180_000);

afterAll(async () => {
  await flow?.stop();
  await s3?.close();
}, 60_000);

let made = 0;
/** A source that reads its own folder of the bucket. */
async function source(
  more: { maxMegabytes?: number } = {},
): Promise<{ of: Source; put: (name: string, body: string, modified?: string) => void }> {
  const prefix = `${++made}/`;
  const { accessKey, region } = testKey;
  const config = {
    kind: 's3',
    endpoint: s3.endpoint,
    bucket: testBucket,
    prefix,
    accessKey,
    region,
    parallel: 8,
    ...more,
  };
  const of = await flow.source(config, { secret: 'bucket' });
  return { of, put: (file, body, modified) => s3.put(`${prefix}${file}`, body, modified) };
}

const batchesOf = async (of: Source) => (await flow.batchesOf(of)).reverse();
const openWishes = async ({ projectId, pipelineId }: Source) =>
  (await listTriggers(flow.test.db, { projectId, pipelineId, limit: 50 })).filter(({ runId }) => runId === null);

describe('a source behind a bucket', () => {
  it('lands its objects once, with their keys, and what is new or changed the next time', async () => {
    const { of, put } = await source();
    expect(await flow.runNow(of)).toMatchObject({
      outcome: 'nothing-new',
      message: expect.stringContaining('fits *.csv'),
    });
    put('a.csv', 'id,amount\n1,2.5\n');
    put('deep/b.csv', 'id,amount\n2,3.5\n3,4.5\n');
    expect(await flow.runNow(of)).toMatchObject({ status: 'succeeded', outcome: 'landed', message: 'Landed 3 rows.' });
    expect(await flow.runNow(of)).toMatchObject({ status: 'succeeded', outcome: 'nothing-new' });
    put('a.csv', 'id,amount\n1,9.5\n', '2026-02-01T00:00:00Z');
    expect(await flow.runNow(of)).toMatchObject({ outcome: 'landed', message: 'Landed 1 row.' });
    const batches = await batchesOf(of);
    expect(batches.map(({ fileName, format, rows }) => [fileName, format, rows])).toEqual([
      ['2 objects of shop.zip', 'csv', 3],
      ['a.csv.zip', 'csv', 1],
    ]);
    expect(await latestBatch(flow.test.db, { projectId: flow.project, datasetId: of.datasetId })).toMatchObject({
      meta: { columns: [{ name: 'id' }, { name: 'amount' }, { name: 'file' }] },
    });
    expect(await openWishes(of)).toEqual([]);
  }, 60_000);

  it('holds columns that change at noon in quarantine, and an object that is broken does not stop the others', async () => {
    const { of, put } = await source();
    put('a.csv', 'id\n1\n');
    expect(await flow.runNow(of)).toMatchObject({ outcome: 'landed' });
    put('b.csv', 'id\n2\n', '2026-01-02T00:00:00Z');
    put('c.csv', 'id,currency\n3,EUR\n', '2026-01-03T00:00:00Z');
    put('d.csv', 'PAR1 and no more', '2026-01-03T00:00:00Z');
    expect(await flow.runNow(of)).toMatchObject({
      outcome: 'quarantined',
      message: expect.stringContaining('currency'),
    });
    const [, held] = await batchesOf(of);
    expect(held).toMatchObject({ rows: 2, rejected: 1, state: 'quarantined' });
  }, 60_000);

  it('ends in words while nothing can be read that it begins with, and lands it once that is mended', async () => {
    const { of, put } = await source();
    put('a.csv', 'PAR1 and no more');
    put('b.csv', '');
    put('c.csv', 'PAR1 nor here');
    const unread = { status: 'succeeded', outcome: 'nothing-new', message: expect.stringContaining('2 new objects') };
    expect(await flow.runNow(of)).toMatchObject(unread);
    expect(await batchesOf(of)).toEqual([]);
    const found = () => getSource(flow.test.db, of);
    const problem = { message: expect.stringContaining('2 new objects') }; // whoever looks at sources sees it
    expect(await found()).toMatchObject({ cursor: null, problems: [problem] });
    expect(await flow.runNow(of)).toMatchObject(unread); // tried again, and told again
    expect(await found()).toMatchObject({ problems: [problem] });
    put('a.csv', 'id\n1\n', '2026-01-02T00:00:00Z');
    expect(await flow.runNow(of)).toMatchObject({ outcome: 'landed', message: 'Landed 1 row.' });
    const [batch] = await batchesOf(of);
    expect(batch).toMatchObject({ rows: 1, rejected: 1 }); // c.csv is listed
    expect(await found()).toMatchObject({ problems: [] });
  }, 60_000);

  it('goes on by itself while there is more than one batch holds', async () => {
    const { of, put } = await source({ maxMegabytes: 1 });
    const body = `id,text\n${`1,${'x'.repeat(998)}\n`.repeat(400)}`;
    for (let n = 0; n < 3; n++) put(`${n}.csv`, body);
    expect(await flow.runNow(of)).toMatchObject({ outcome: 'landed', message: 'Landed 800 rows.' });
    const [more] = await openWishes(of);
    expect(more).toMatchObject({ trigger: 'more', startedBy: flow.actor });
    expect(await startTriggeredRun(flow.test.db, more?.id ?? '')).toBe('started');
    expect(await flow.endOf(of)).toMatchObject({ outcome: 'landed', message: 'Landed 400 rows.' });
    expect(await openWishes(of)).toEqual([]);
  }, 60_000);

  it('lands nothing twice when another run was quicker', async () => {
    const { of, put } = await source();
    put('a.csv', 'id\n1\n');
    let moved = false;
    s3.intercept = ({ path }, response) => {
      if (moved || !path.endsWith('a.csv')) return false;
      moved = true;
      void flow.test.db.prisma.source
        .update({ where: { id: of.id }, data: { cursor: { known: [], border: null } } })
        .then(() => response.writeHead(200, { 'content-length': 5 }).end('id\n1\n'));
      return true;
    };
    expect(await flow.runNow(of)).toMatchObject({ status: 'succeeded', outcome: 'dropped' });
    expect(await batchesOf(of)).toEqual([]);
    s3.intercept = () => false;
    expect(await flow.runNow(of)).toMatchObject({ outcome: 'landed' });
  }, 60_000);

  it('keeps its secret out of every row and every error', async () => {
    const { of } = await source();
    s3.intercept = (_asked, response) => {
      response.writeHead(403).end(`<Error><Code>Odd</Code><Message>you sent ${testKey.secretKey}</Message></Error>`);
      return true;
    };
    const { message } = await flow.runNow(of);
    s3.intercept = () => false;
    expect(message).toContain('you sent •••');
    for (const table of ['step_run', 'step_log', 'run_info', 'run_event', 'source', 'outbox', 'trigger_event']) {
      const { rows } = await flow.test.db.pool.query<{ found: number }>(
        `select count(*)::int as found from ${table} t where position($1 in t::text) > 0`,
        [testKey.secretKey],
      );
      expect(rows[0]?.found, table).toBe(0);
    }
  }, 60_000);
});

describe('a worker that is killed while it fetches objects', () => {
  it('leaves no batch behind, and the next worker lands all objects once', async () => {
    await flow.execution.stop(); // the steps are those of the other process now
    const { of, put } = await source();
    for (let n = 0; n < 20; n++) put(`${n}.csv`, `id\n${n}\n`);
    let fetched = 0;
    s3.intercept = ({ path }) => {
      if (path.endsWith('.csv')) fetched += 1;
      return fetched > 10; // and there it stands
    };
    const first = flow.startWorker();
    await flow.ask(of);
    await until(() => fetched > 10, { what: 'half of the objects', limitMs: 60_000 });
    first.kill('SIGKILL');
    await flow.relay();
    expect(await batchesOf(of)).toEqual([]);
    expect((await getSource(flow.test.db, of))?.cursor).toBeNull();
    s3.intercept = () => false;
    flow.startWorker();
    expect(await flow.endOf(of)).toMatchObject({ status: 'succeeded', outcome: 'landed', message: 'Landed 20 rows.' });
    await flow.relay();
    expect((await batchesOf(of)).map(({ number, rows }) => [number, rows])).toEqual([[1, 20]]);
  }, 200_000);
});
