import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { type Check, checked } from '../../check';
import type { Feed } from './feed';
import { part } from './part';
import { repeatUntil } from './repeat-until';
import type { Row, SourceProject } from './source-project';
import { describeTally, type Item, isExact, namesOf, tallyOf } from './tally';

const insertEveryMs = 200;
const mostRowsAtOnce = 12;
/** By hand beside its clock, so that there are many ranges in so few minutes. */
const readEveryMs = 8_000;

/** A table into which rows come all the time, read by its growing id: every minute, and by hand in between. */
export async function openPostgresFeed(project: SourceProject): Promise<Feed> {
  const shop = await makeShop(project.product.databaseUrl);
  await project.pages.mutate(z.object({ created: z.boolean() }), 'secrets.set', {
    name: 'shop password',
    value: shop.password,
  });
  const made = await project.makeSource({
    name: 'Orders',
    secret: 'shop password',
    config: shop.config,
    dataset: 'orders',
  });
  await project.setClock(made.id);
  return {
    async bring(signal) {
      await Promise.all([
        insertRows(shop.pool, signal),
        repeatUntil(() => project.runNow(made.id), { everyMs: readEveryMs, signal }),
      ]);
    },
    async finish() {
      await project.pauseSource(made.id);
      await project.runNow(made.id);
    },
    async progress() {
      const landed = await project.countRows(made.dataset);
      const { rows } = await shop.pool.query<{ count: number }>('select count(*)::int count from shop_order');
      return { landed, brought: rows[0]?.count ?? 0 };
    },
    check: async () => [await checkRows(project, made.dataset, shop.pool)],
    close: () => shop.pool.end(),
  };
}

/** A database of its own on the product's server, with somebody who may only read. */
async function makeShop(databaseUrl: string) {
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  const password = randomBytes(12).toString('hex');
  await admin.query('create database shop');
  await admin.query(`create role shop_reader login password '${password}'`);
  await admin.end();
  const url = new URL(databaseUrl);
  const { hostname: host, port } = url;
  url.pathname = '/shop';
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  await pool.query('create table shop_order (id bigserial primary key, amount numeric(9,2), place text, paid boolean)');
  await pool.query('grant select on shop_order to shop_reader');
  const config = {
    ...{ kind: 'postgres', host, port: Number(port), database: 'shop', user: 'shop_reader', tls: 'off' },
    ...{ table: 'public.shop_order', cursorColumn: 'id', partitions: 2 },
  };
  return { pool, password, config };
}

async function insertRows(pool: pg.Pool, signal: AbortSignal): Promise<void> {
  for (let round = 1; !signal.aborted; round += 1) {
    await pool.query(
      `insert into shop_order (amount, place, paid)
       select ($1 * 37 + n) % 991 / 4.0, 'place ' || n % 7, n % 3 = 0 from generate_series(1, $2::int) n`,
      [round, 1 + (round % mostRowsAtOnce)],
    );
    await sleep(insertEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

async function checkRows(project: SourceProject, dataset: string, pool: pg.Pool): Promise<Check> {
  const { rows } = await pool.query('select id::int, amount::float8, place, paid from shop_order');
  const landed: Item[] = [];
  const ranges: { from: number; to: number }[] = [];
  for (const batch of await project.batches(dataset)) {
    const items = await project.rowsOf(dataset, batch);
    const ids = items.map(({ id }) => Number(id));
    ranges.push({ from: Math.min(...ids), to: Math.max(...ids) });
    landed.push(...items.map(itemOf));
  }
  const tally = tallyOf(rows.map(itemOf), landed);
  const overlaps = ranges.filter(({ from }, at) => from <= (ranges[at - 1]?.to ?? 0)).length;
  const names = namesOf(tally);
  return checked({
    part,
    claim: 'Postgres source, worker killed every 30 s: every row exactly once over the batches',
    figure: `${describeTally(tally, 'rows')} in ${ranges.length} batches, ${overlaps} of them overlap`,
    bar: '0 missing, 0 twice',
    pass: isExact(tally) && overlaps === 0 && ranges.length > 1,
    ...(names === null ? {} : { note: names }),
  });
}

function itemOf({ id, amount, place, paid }: Row): Item {
  return { key: `row ${id}`, content: [id, amount, place, paid].join(',') };
}
