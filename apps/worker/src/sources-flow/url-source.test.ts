import { decideBatch, getSource, latestBatch, listStepLogs, readTopic } from '@millrace/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testChild } from '../testing/test-child';
import { until } from '../testing/until';
import { csv, type SourceFlow, startSourceFlow } from './testing/source-flow';

const secretValue = 'tok-3f9a-never-shown';
const childPath = testChild();
let flow: SourceFlow;

beforeAll(async () => {
  flow = await startSourceFlow({ childPath });
  await flow.keepSecret('token', secretValue);
}, 180_000);
afterAll(() => flow?.stop(), 60_000);

describe('a source behind an address', () => {
  it('lands a batch with its bytes, table and report, announces it, and says so in the run', async () => {
    flow.server.send('/orders.csv', csv(['1,2.5,2024-01-01', '2,3.5,2024-01-02']), { etag: '"one"' });
    const orders = await flow.source({ kind: 'url', url: `${flow.server.base}/orders.csv` });
    const run = await flow.runNow(orders);
    expect(run).toMatchObject({ status: 'succeeded', outcome: 'landed' });
    const [batch] = await flow.batchesOf(orders);
    expect(batch).toMatchObject({
      number: 1,
      rows: 2,
      fileName: 'orders.csv',
      state: 'ready',
      sourceId: orders.id,
      runId: run.id,
    });
    const lines = (await listStepLogs(flow.test.db, { runId: run.id })).map(({ text }) => text);
    expect(lines.join('\n')).toContain('Batch 1: Landed 2 rows.');
    const events = await readTopic(flow.test.db, {
      projectId: flow.project,
      topic: 'raw-data-extracted',
      after: 0,
      limit: 100,
    });
    expect(events.filter(({ id }) => id === batch?.id)).toHaveLength(1);
  });

  it('finds nothing new by ETag, by the bytes, and lands what is new', async () => {
    flow.server.answers.set('/etag.csv', (response, headers) => {
      if (headers['if-none-match'] === '"a"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"a"' }).end(csv(['1,1,2024-01-01']));
    });
    const tagged = await flow.source({ kind: 'url', url: `${flow.server.base}/etag.csv` });
    expect(await flow.runNow(tagged)).toMatchObject({ outcome: 'landed' });
    expect(await flow.runNow(tagged)).toMatchObject({ status: 'succeeded', outcome: 'nothing-new' });
    flow.server.send('/etag.csv', csv(['1,1,2024-01-01']), { etag: '"b"' });
    expect(await flow.runNow(tagged)).toMatchObject({
      outcome: 'nothing-new',
      message: 'The file has the same bytes as the one before.',
    });
    flow.server.send('/etag.csv', csv(['1,1,2024-01-01', '2,2,2024-01-02']), { etag: '"c"' });
    expect(await flow.runNow(tagged)).toMatchObject({ outcome: 'landed' });
    expect((await flow.batchesOf(tagged)).map(({ rows }) => rows)).toEqual([2, 1]);
    // Bytes of a batch before the last one: the file went back.
    flow.server.send('/etag.csv', csv(['1,1,2024-01-01']), { etag: '"d"' });
    expect(await flow.runNow(tagged)).toMatchObject({
      outcome: 'same-bytes',
      message: 'Nothing landed: the same bytes as batch 1.',
    });
    expect(await flow.batchesOf(tagged)).toHaveLength(2);
  });

  it('keeps the same bytes as a batch of their own, marked, where the source says so', async () => {
    flow.server.send('/again.csv', csv(['1,1,2024-01-01']));
    const again = await flow.source(
      { kind: 'url', url: `${flow.server.base}/again.csv` },
      { policy: { onSameBytes: 'keep' } },
    );
    await flow.runNow(again);
    expect(await flow.runNow(again)).toMatchObject({ outcome: 'landed' });
    expect((await flow.batchesOf(again)).map(({ sameAs }) => sameAs)).toEqual([1, null]);
  });

  it('holds another shape in quarantine until a person decides, and “latest” does not see it', async () => {
    flow.server.send('/noon.csv', csv(['1,2.5,2024-01-01']));
    const noon = await flow.source({ kind: 'url', url: `${flow.server.base}/noon.csv` });
    await flow.runNow(noon);
    flow.server.send('/noon.csv', 'id,amount,currency\n2,much,EUR\n');
    const changed = await flow.runNow(noon);
    expect(changed).toMatchObject({ status: 'succeeded', outcome: 'quarantined' });
    expect(changed.message).toContain('“amount” was a number and is a text, “day” is gone, “currency” (text) is new.');
    const dataset = { projectId: flow.project, datasetId: noon.datasetId };
    expect(await latestBatch(flow.test.db, dataset)).toMatchObject({ number: 1 });
    const [held] = await flow.batchesOf(noon);
    if (held === undefined) throw new Error('no batch');
    expect(await decideBatch(flow.test.db, { projectId: flow.project, id: held.id, state: 'ready' })).toBe(true);
    expect(await decideBatch(flow.test.db, { projectId: flow.project, id: held.id, state: 'rejected' })).toBe(false);
    expect(await latestBatch(flow.test.db, dataset)).toMatchObject({ number: 2 });
    const events = await readTopic(flow.test.db, {
      projectId: flow.project,
      topic: 'raw-data-extracted',
      after: 0,
      limit: 100,
    });
    expect(events.filter(({ id }) => id === held.id)).toHaveLength(1);
  });

  it('stops at another shape where the source says so, and nothing lands', async () => {
    flow.server.send('/stop.csv', csv(['1,2.5,2024-01-01']));
    const strict = await flow.source(
      { kind: 'url', url: `${flow.server.base}/stop.csv` },
      { policy: { onChange: 'stop' } },
    );
    await flow.runNow(strict);
    flow.server.send('/stop.csv', 'id\n2\n');
    expect(await flow.runNow(strict)).toMatchObject({
      status: 'failed',
      outcome: 'none',
      message: expect.stringContaining('“amount” is gone'),
    });
    expect(await flow.batchesOf(strict)).toHaveLength(1);
  });

  it('does not go where it may not: to a private address, directly or by a redirect', async () => {
    const elsewhere = new URL(flow.server.base);
    elsewhere.hostname = 'localhost';
    flow.server.answers.set(
      '/away.csv',
      (response) => void response.writeHead(302, { location: `${elsewhere.origin}/orders.csv` }).end(),
    );
    const redirected = await flow.source({ kind: 'url', url: `${flow.server.base}/away.csv` });
    expect(await flow.runNow(redirected)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('private address'),
    });
    const metadata = await flow.source({ kind: 'url', url: 'http://169.254.169.254/latest/meta-data/' });
    expect(await flow.runNow(metadata)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('PRIVATE_HOSTS'),
    });
    expect(await flow.batchesOf(redirected)).toEqual([]);
  });

  it('gives up on a server that never ends, and says so', async () => {
    flow.server.answers.set('/slow.csv', (response) => void response.writeHead(200).write('id\n'));
    const slow = await flow.source({ kind: 'url', url: `${flow.server.base}/slow.csv`, timeoutSeconds: 1 });
    const run = await flow.runNow(slow);
    expect(run).toMatchObject({ status: 'failed', message: expect.stringContaining('within 1 s') });
    expect(flow.server.asked.filter(({ path }) => path === '/slow.csv')).toHaveLength(3); // tried again as an operator's error is
  });

  it('sends its secret, keeps it out of every row, and does not hand it to another host', async () => {
    flow.server.answers.set('/secret.csv', (response, headers) => {
      if (headers.authorization !== `Bearer ${secretValue}`) response.writeHead(401).end();
      else response.writeHead(302, { location: `${flow.server.base}/plain.csv?echo=${secretValue}` }).end();
    });
    const closed = await flow.source({ kind: 'url', url: `${flow.server.base}/secret.csv` }, { secret: 'token' });
    flow.server.answers.set(`/plain.csv?echo=${secretValue}`, (response) => void response.writeHead(500).end());
    expect(await flow.runNow(closed)).toMatchObject({ status: 'failed', message: expect.stringContaining('500') });
    flow.server.send(`/plain.csv?echo=${secretValue}`, csv(['1,1,2024-01-01']));
    expect(await flow.runNow(closed)).toMatchObject({ outcome: 'landed' });
    for (const table of [
      'step_run',
      'step_log',
      'run_info',
      'run_event',
      'audit_entry',
      'trigger_event',
      'source',
      'batch',
      'secret',
      'outbox',
    ]) {
      const { rows } = await flow.test.db.pool.query<{ found: number }>(
        `select count(*)::int as found from ${table} t where t::text like $1`,
        [`%${secretValue}%`],
      );
      expect(rows[0]?.found, table).toBe(0);
    }
  });

  it('drops a landing that another run has outrun, and the cursor stays where that one put it', async () => {
    flow.server.send('/race.csv', csv(['1,1,2024-01-01']));
    const raced = await flow.source({ kind: 'url', url: `${flow.server.base}/race.csv` });
    flow.server.answers.set('/race.csv', (response) => {
      // While the file is on its way the cursor moves under it.
      void flow.test.db.prisma.source
        .update({ where: { id: raced.id }, data: { cursor: { moved: true } } })
        .then(() => response.writeHead(200).end(csv(['1,1,2024-01-01'])));
    });
    await flow.ask(raced);
    expect(await flow.endOf(raced)).toMatchObject({ status: 'succeeded', outcome: 'dropped' });
    expect(await flow.batchesOf(raced)).toEqual([]);
    expect((await getSource(flow.test.db, raced))?.cursor).toEqual({ moved: true });
  });
});

describe('a worker that is killed in the middle of a landing', () => {
  it('leaves no batch behind, and the next worker lands it once', async () => {
    await flow.execution.stop(); // the steps are those of the other process now
    const body = csv(['1,1,2024-01-01', '2,2,2024-01-02']);
    let asks = 0;
    flow.server.answers.set('/killed.csv', (response) => {
      asks += 1;
      // The first time half of the file comes and no more.
      if (asks === 1) response.writeHead(200, { 'content-length': body.length }).write(body.slice(0, 20));
      else response.writeHead(200).end(body);
    });
    const killed = await flow.source({ kind: 'url', url: `${flow.server.base}/killed.csv` });
    const first = flow.startWorker();
    await flow.ask(killed);
    await until(() => asks === 1, { what: 'the first reading', limitMs: 60_000 });
    first.kill('SIGKILL');
    await flow.relay();
    expect(await flow.batchesOf(killed)).toEqual([]);
    flow.startWorker();
    await until(() => asks === 2, { what: 'the second reading', limitMs: 90_000 });
    expect(await flow.endOf(killed)).toMatchObject({ status: 'succeeded', outcome: 'landed' });
    await flow.relay();
    expect((await flow.batchesOf(killed)).map(({ number, rows }) => [number, rows])).toEqual([[1, 2]]);
  }, 200_000);
});
