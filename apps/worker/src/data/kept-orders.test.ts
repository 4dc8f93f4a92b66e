import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKeptOrders, orderOfWindow } from './kept-orders';
import { describeTable } from './plain-table';
import { parquetRelation } from './sql-text';
import { readTableWindow, windowRequestSchema, writeOrder } from './table-window';
import { scratchFolder, scratchSession } from './testing/scratch';

const root = scratchFolder('kept-orders');
let count = 0;

const wantedBy = (sort: string) => ({ hash: 'h', path: 'p', sort, descending: false });

/** Orders of 1,000 bytes, and how often each was made. */
async function counting(mostBytes: number) {
  const folder = join(root, String(count++));
  await mkdir(folder);
  const made: string[] = [];
  let fails = false;
  const orders = createKeptOrders({
    folder: join(folder, 'orders'),
    mostBytes,
    async make({ sort }, keep) {
      made.push(sort);
      if (fails) throw new Error('no room');
      const file = join(folder, `made-${made.length}`);
      writeFileSync(file, sort.padEnd(1000));
      await keep(file);
    },
  });
  const find = async (sort: string) => (await orders.find(wantedBy(sort))) ?? 'none';
  return { made, find, failNext: (next: boolean) => (fails = next) };
}

describe('kept orders', () => {
  it('are made once, whoever asks at the same time', async () => {
    const { made, find } = await counting(10_000);
    const [a, b] = await Promise.all([find('x'), find('x')]);
    expect(a).toBe(b);
    expect((await readFile(a, 'utf8')).trim()).toBe('x');
    expect(await find('y')).not.toBe(a);
    await find('x');
    expect(made).toEqual(['x', 'y']);
  });

  it('go when they are too many: the one not looked at for longest first', async () => {
    const { made, find } = await counting(2_500);
    const [x, y] = [await find('x'), await find('y')];
    await find('x');
    await find('z');
    expect([existsSync(x), existsSync(y)]).toEqual([true, false]);
    await find('x');
    await find('y');
    expect(made).toEqual(['x', 'y', 'z', 'y']);
  });

  it('are tried again when one could not be made', async () => {
    const { made, find, failNext } = await counting(10_000);
    failNext(true);
    await expect(find('x')).rejects.toThrow('no room');
    failNext(false);
    await find('x');
    expect(made).toEqual(['x', 'x']);
  });

  it('are made anew when their files were taken away, and the window between is sorted without', async () => {
    const { made, find } = await counting(10_000);
    await rm(await find('x'));
    expect(await find('x')).toBe('none');
    expect(existsSync(await find('x'))).toBe(true);
    expect(made).toEqual(['x', 'x']);
  });

  it('are no file for a table that needs none, and that is asked once', async () => {
    let asked = 0;
    const orders = createKeptOrders({
      folder: join(root, 'small'),
      mostBytes: 10_000,
      make: async () => {
        asked += 1;
      },
    });
    expect([await orders.find(wantedBy('x')), await orders.find(wantedBy('x'))]).toEqual([null, null]);
    expect(asked).toBe(1);
  });

  it('are tried again when the folder could not be made', async () => {
    const parent = join(root, 'no-folder-yet');
    writeFileSync(parent, 'a file where the folder belongs');
    const make = async (_: unknown, keep: (file: string) => Promise<void>) => {
      const file = join(root, 'made-at-last');
      writeFileSync(file, 'x');
      await keep(file);
    };
    const orders = createKeptOrders({ folder: join(parent, 'orders'), mostBytes: 10_000, make });
    await expect(orders.find(wantedBy('x'))).rejects.toThrow();
    await rm(parent);
    expect(existsSync((await orders.find(wantedBy('x'))) ?? '')).toBe(true);
  });
});

describe('a deep window', () => {
  it('shows the same rows by a kept order as by sorting the table', async () => {
    const folder = join(root, 'deep');
    await mkdir(folder);
    const session = scratchSession(folder);
    const path = join(folder, 'table.parquet');
    const copy = (relation: string, to: string) => session.run(`COPY (${relation}) TO '${to}' (FORMAT parquet)`);
    const rows = 150_000;
    await copy(
      `SELECT i AS __row, CASE WHEN i % 11 > 0 THEN CAST(hash(i) % 500 AS BIGINT) END AS n, 'w' || (i % 7) AS t FROM range(${rows}) r(i)`,
      path,
    );
    const table = await describeTable(session, path);
    const made: string[] = [];
    const orders = createKeptOrders({
      folder: join(folder, 'orders'),
      mostBytes: 2 ** 30,
      async make({ sort, descending }, keep) {
        made.push(sort);
        const file = join(folder, 'being-made.parquet');
        await writeOrder(session, { table, path: file, sort, descending });
        await keep(file);
      },
    });
    const sortedByHand = async ({
      sort,
      descending = false,
      offset,
    }: {
      sort: string;
      descending?: boolean;
      offset: number;
    }) =>
      (
        await session.query(
          `SELECT __row AS row FROM ${table.relation} ORDER BY ${sort} ${descending ? 'DESC' : 'ASC'} NULLS LAST, __row LIMIT 50 OFFSET ${offset}`,
        )
      ).map(({ row }) => Number(row));
    for (const wish of [
      { sort: 'n', offset: 30_000 },
      { sort: 'n', descending: true, offset: 148_000 },
      { sort: 't', offset: 1_000 },
      { sort: 't', offset: 0 },
      { sort: 'n', offset: rows },
    ]) {
      const request = windowRequestSchema.parse({ limit: 50, ...wish });
      const order = await orderOfWindow(orders, { hash: 'h', path }, request);
      expect(order).not.toBeNull();
      const kept = await readTableWindow(session, table, request, order);
      expect(kept).toEqual(await readTableWindow(session, table, request));
      expect(kept.rowNumbers).toEqual(await sortedByHand(wish));
    }
    expect(made).toEqual(['n', 'n', 't']);
    // An order that was taken away after it was found costs a sort, no window.
    const request = windowRequestSchema.parse({ limit: 50, sort: 'n', offset: 30_000 });
    const gone = join(folder, 'orders', 'gone.parquet');
    expect(await readTableWindow(session, table, request, gone)).toEqual(
      await readTableWindow(session, table, request),
    );
  });

  it('of a small table has no order written', async () => {
    const folder = join(root, 'few');
    await mkdir(folder);
    const session = scratchSession(folder);
    const path = join(folder, 'table.parquet');
    await session.run(`COPY (SELECT i AS __row, i AS n FROM range(5000) r(i)) TO '${path}' (FORMAT parquet)`);
    const order = { table: await describeTable(session, path), path: join(folder, 'order.parquet') };
    expect(await writeOrder(session, { ...order, sort: 'n', descending: false })).toBe(false);
    expect(existsSync(order.path)).toBe(false);
  });

  it('of some rows only, or near the begin, needs no order', async () => {
    const orders = { find: () => Promise.reject(new Error('asked')), has: () => false };
    const asked = (wish: object) => windowRequestSchema.parse({ sort: 'n', offset: 5_000, ...wish });
    const table = { hash: 'h', path: 'p' };
    for (const wish of [
      { offset: 200 },
      { search: 'w3' },
      { part: 'train' },
      { filters: [{ column: 'n', op: 'missing', value: '' }] },
    ])
      expect(await orderOfWindow(orders, table, asked(wish))).toBeNull();
    await expect(orderOfWindow(orders, table, asked({}))).rejects.toThrow('asked');
  });

  it('with row numbers that repeat is sorted whole', async () => {
    const folder = join(root, 'twice');
    await mkdir(folder);
    const session = scratchSession(folder);
    const path = join(folder, 'table.parquet');
    await session.run(
      `COPY (SELECT i // 2 AS __row, CAST(hash(i) % 5000 AS BIGINT) AS n FROM range(120000) r(i)) TO '${path}' (FORMAT parquet)`,
    );
    const request = windowRequestSchema.parse({ sort: 'n', limit: 20 });
    const { rows } = await readTableWindow(session, await describeTable(session, path), request);
    const expected = await session.query(`SELECT n FROM ${parquetRelation(path)} ORDER BY n, __row LIMIT 20`);
    expect(rows.map(([n]) => n)).toEqual(expected.map(({ n }) => Number(n)));
  });
});
