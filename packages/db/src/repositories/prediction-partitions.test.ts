import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabaseUrl } from '../testing/env';

const folder = new URL('../../../../prisma/migrations/', import.meta.url);
const name = `millrace_before_${randomBytes(6).toString('hex')}`;
const withServer = async (work: (client: pg.Client) => Promise<unknown>, database?: string) => {
  const url = new URL(testDatabaseUrl());
  if (database !== undefined) url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  await work(client).finally(() => client.end());
};

beforeAll(() => withServer((client) => client.query(`create database ${name}`)), 60_000);
afterAll(() => withServer((client) => client.query(`drop database if exists ${name} with (force)`)));

/** Predictions as the version before kept them: some a day, over months, with all their columns. */
const fill = `insert into prediction select gen_random_uuid(), timestamptz '2026-08-30 23:30:00Z' + i * interval '17 minutes', gen_random_uuid(), i,
  case when i % 3 = 0 then null else gen_random_uuid() end, i % 2, 'reason ' || i, 'ok', jsonb_build_object('i', i), null, 'k', 'native', i, 1, 2, jsonb_build_object('asked', 'v' || i)
  from generate_series(1, 5000) i`;
/** Of all columns there are, by their names: one that is left out, or lands in another, shows. */
const digest =
  "select count(*)::int as rows, md5(string_agg(to_jsonb(p)::text, '|' order by id)) as digest from prediction p";

it('takes over every prediction there was, each into the table of its day', { timeout: 120_000 }, async () => {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const at = names.sort().findIndex((entry) => entry.endsWith('_predictions_by_day'));
  const apply = async (client: pg.Client, list: readonly string[]) => {
    for (const entry of list) await client.query(await readFile(new URL(`${entry}/migration.sql`, folder), 'utf8'));
  };
  await withServer(async (client) => {
    await apply(client, names.slice(0, at));
    await client.query(fill);
    const before = (await client.query(digest)).rows[0];
    await apply(client, names.slice(at, at + 1));
    expect(before.rows).toBe(5000);
    expect((await client.query(digest)).rows[0]).toEqual(before);
    const { rows } = await client.query(
      "select count(*)::int as strays from prediction where tableoid::regclass::text <> 'prediction_day.d' || to_char(at at time zone 'UTC', 'YYYYMMDD')",
    );
    expect(rows).toEqual([{ strays: 0 }]);
    expect((await client.query("select to_regclass('prediction_whole') as old")).rows).toEqual([{ old: null }]);
    await apply(client, names.slice(at + 1));
  }, name);
});
