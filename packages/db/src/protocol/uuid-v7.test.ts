import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing';

const migration = new URL('../../../../prisma/migrations/20261020090000_run_protocol/migration.sql', import.meta.url);
let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

// Servers before 18 have no uuidv7(); the migration makes one there. This tries that text on the server at hand.
it('makes ordered version 7 ids where the server has no function for it', async () => {
  const text = await readFile(migration, 'utf8');
  const body = /create function uuidv7\(\) returns uuid language sql volatile as '(.+)';/.exec(text)?.[1];
  await test.db.pool.query(`create function own_uuidv7() returns uuid language sql volatile as '${body}'`);
  const { rows } = await test.db.pool.query<{ id: string; ms: number }>(
    `select own_uuidv7()::text id, (extract(epoch from clock_timestamp())*1000)::float8 ms, pg_sleep(0.002) from generate_series(1,20)`,
  );
  for (const { id, ms } of rows) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Math.abs(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) - ms)).toBeLessThan(1_000);
  }
  const ids = rows.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
});
