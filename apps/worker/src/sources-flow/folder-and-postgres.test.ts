import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getSource, latestBatch, listTriggers, updateSource } from '@millrace/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTriggeredRun } from '../scheduling/start-triggered-run';
import { watchFolders } from '../scheduling/watch-folders';
import { createQuietLogger } from '../testing/quiet-logger';
import { testChild } from '../testing/test-child';
import { csv, type SourceFlow, startSourceFlow } from './testing/source-flow';

const childPath = testChild();
let flow: SourceFlow;

beforeAll(async () => {
  flow = await startSourceFlow({ childPath });
}, 180_000);
afterAll(() => flow?.stop(), 60_000);

describe('a watched folder', () => {
  it('lands each file once it rests, again when it changed, and names what cannot be read', async () => {
    const folder = mkdtempSync(join(flow.watched, 'in-'));
    const arrivals = await flow.source({ kind: 'folder', path: folder, pattern: '*.csv' });
    const watch = watchFolders({
      db: flow.test.db,
      roots: [flow.watched],
      now: () => new Date(),
      logger: createQuietLogger(),
    });
    const place = (name: string, text: string, seconds: number) => {
      writeFileSync(join(folder, name), text);
      utimesSync(join(folder, name), seconds, seconds);
    };
    const wishesOf = () =>
      listTriggers(flow.test.db, { projectId: flow.project, pipelineId: arrivals.pipelineId, limit: 50 });
    place('b.csv', csv(['1,1,2024-01-01']), 2_000);
    place('a.csv', csv(['2,2,2024-01-02']), 3_000);
    place('notes.txt', 'no', 1_000);
    await watch.tick();
    expect(await wishesOf()).toEqual([]);
    place('a.csv', csv(['2,2,2024-01-02', '3,3,2024-01-03']), 4_000); // still being written
    await watch.tick();
    expect((await wishesOf()).map(({ request }) => request?.file?.path)).toEqual([join(folder, 'b.csv')]);
    await watch.tick();
    await watch.tick();
    expect((await wishesOf()).map(({ request }) => request?.file?.path)).toEqual([
      join(folder, 'a.csv'),
      join(folder, 'b.csv'),
    ]);

    // In order: the second waits for the first.
    const [second, first] = await wishesOf();
    if (first === undefined || second === undefined) throw new Error('two wishes');
    expect(await startTriggeredRun(flow.test.db, second.id)).toBe('waits');
    expect(await startTriggeredRun(flow.test.db, first.id)).toBe('started');
    expect(await flow.endOf(arrivals)).toMatchObject({ outcome: 'landed' });
    expect(await startTriggeredRun(flow.test.db, second.id)).toBe('started');
    expect(await flow.endOf(arrivals)).toMatchObject({ outcome: 'landed' });
    expect((await flow.batchesOf(arrivals)).map(({ fileName, rows }) => [fileName, rows])).toEqual([
      ['a.csv', 2],
      ['b.csv', 1],
    ]);

    // A watch that starts anew asks for nothing twice.
    const again = watchFolders({
      db: flow.test.db,
      roots: [flow.watched],
      now: () => new Date(),
      logger: createQuietLogger(),
    });
    await again.tick();
    await again.tick();
    expect(await wishesOf()).toHaveLength(2);

    symlinkSync('/etc/passwd', join(folder, 'link.csv'));
    await again.tick();
    expect((await getSource(flow.test.db, arrivals))?.problems.map(({ message }) => message)).toEqual([
      'link.csv is a link. Links are not followed: put the file itself there.',
    ]);
    rmSync(join(folder, 'link.csv'));
    await again.tick();
    expect((await getSource(flow.test.db, arrivals))?.problems).toEqual([]);
  }, 60_000);

  it('stays below what the operator lists', async () => {
    const outside = mkdtempSync(join(flow.root, 'outside-'));
    symlinkSync(outside, join(flow.watched, 'door'));
    const watch = watchFolders({
      db: flow.test.db,
      roots: [flow.watched],
      now: () => new Date(),
      logger: createQuietLogger(),
    });
    for (const path of [
      outside,
      join(flow.watched, 'door'),
      join(flow.watched, '../..'),
      join(flow.watched, 'nowhere'),
    ]) {
      const refused = await flow.source({ kind: 'folder', path });
      await watch.tick();
      expect((await getSource(flow.test.db, refused))?.problems[0]?.message, path).toContain('cannot be watched');
      await updateSource(flow.test.db, {
        projectId: flow.project,
        id: refused.id,
        change: { paused: true },
        actor: flow.actor,
      });
    }
  });
});

describe('a Postgres source', () => {
  const password = { secret: 'database' };
  beforeAll(async () => {
    await flow.keepSecret('token', 'not the password');
    const value = decodeURIComponent(new URL(flow.test.url).password);
    await flow.keepSecret('database', value);
  });
  const database = () => {
    const url = new URL(flow.test.url);
    return {
      kind: 'postgres',
      host: '127.0.0.1',
      port: Number(url.port),
      database: url.pathname.slice(1),
      user: decodeURIComponent(url.username),
      tls: 'off',
    };
  };

  it('reads with exact types, then only what is new, ties at the border included, over several connections', async () => {
    const { pool } = flow.test.db;
    await pool.query(
      `create table shop_order (id bigint primary key, amount numeric, label text, paid boolean, day date, changed timestamptz)`,
    );
    await pool.query(`insert into shop_order select n, n / 4.0, case when n % 3 = 0 then '' when n % 3 = 1 then null else 'line' || chr(10) || 'two, "three"' end,
        n % 2 = 0, date '2024-01-01' + (n % 28)::int, timestamptz '2024-01-01 00:00:00+00' + (n / 10) * interval '1 minute' from generate_series(1, 1000) n`);
    const orders = await flow.source(
      { ...database(), table: 'public.shop_order', cursorColumn: 'changed', partitions: 3 },
      password,
    );
    expect(await flow.runNow(orders)).toMatchObject({ outcome: 'landed', message: 'Landed 1,000 rows.' });
    const batch = await latestBatch(flow.test.db, { projectId: flow.project, datasetId: orders.datasetId });
    expect(batch?.rows).toBe(1000);
    expect(batch?.meta.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'integer'],
      ['amount', 'number'],
      ['label', 'text'],
      ['paid', 'boolean'],
      ['day', 'date'],
      ['changed', 'timestamp'],
    ]);
    // An empty text is a text; only NULL is missing.
    expect(batch?.meta.columns[2]?.missing).toBeCloseTo(334 / 1000, 6);
    expect(await flow.runNow(orders)).toMatchObject({ outcome: 'nothing-new' });
    const { rows } = await pool.query<{ last: string }>('select max(changed)::text as last from shop_order');
    await pool.query(
      `insert into shop_order values (5001, 1, 'tie', true, '2024-02-01', $1), (5002, 2, 'later', true, '2024-02-01', $1::timestamptz + interval '1 second')`,
      [rows[0]?.last],
    );
    expect(await flow.runNow(orders)).toMatchObject({ outcome: 'landed', message: 'Landed 2 rows.' });
    expect(await flow.runNow(orders)).toMatchObject({ outcome: 'nothing-new' });
  }, 60_000);

  it('runs one statement that only reads, whatever the query says', async () => {
    const { pool } = flow.test.db;
    await pool.query('create table guarded (id int); insert into guarded values (1)');
    for (const query of [
      'delete from guarded returning id',
      'select 1 as id) source; commit; drop table guarded; select * from (select 1 as id',
      'with gone as (delete from guarded returning id) select * from gone',
    ]) {
      const bad = await flow.source({ ...database(), read: 'query', query }, password);
      expect((await flow.runNow(bad)).status, query).toBe('failed');
    }
    expect((await pool.query('select * from guarded')).rows).toHaveLength(1);
    const good = await flow.source(
      {
        ...database(),
        read: 'query',
        query: 'select id, id * 2 as twice from guarded -- all of it;',
      },
      password,
    );
    expect(await flow.runNow(good)).toMatchObject({ outcome: 'landed', message: 'Landed 1 row.' });
  }, 60_000);

  it('says in words that a password is wrong, or that a table is not there', async () => {
    const shut = await flow.source({ ...database(), table: 'no_such_table' });
    expect((await flow.runNow(shut)).message).toContain('asks for a password');
    const wrong = await flow.source({ ...database(), table: 'no_such_table' }, { secret: 'token' });
    expect((await flow.runNow(wrong)).message).toContain('Check the user and the secret');
    const gone = await flow.source({ ...database(), table: 'no_such_table' }, password);
    expect((await flow.runNow(gone)).message).toContain('Check the table and the columns');
  });
});
