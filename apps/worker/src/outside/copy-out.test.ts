import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@millrace/db/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratchFolder } from '../data/testing/scratch';
import { copyOut } from './copy-out';

const folder = scratchFolder('copy-out');
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
}, 60_000);
afterAll(() => test?.drop());

// The end may come while the connection is held back for the disk: it must be let go again.
it.each([0, 1, 1_000, 100_000])(
  'copies %i rows whole and leaves the connection fit for the next query',
  async (rows) => {
    const client = await test.db.pool.connect();
    const path = join(folder, `${rows}.txt`);
    const text = `copy (select n || repeat('x', n % 400) from generate_series(1, ${rows}) n) to stdout`;
    const { signal } = new AbortController();
    expect(await copyOut(client, { text, path, onBytes: () => undefined, signal })).toBe(rows);
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    client.release();
    const wanted = Array.from({ length: rows }, (_, at) => `${at + 1}${'x'.repeat((at + 1) % 400)}\n`).join('');
    expect(readFileSync(path, 'utf8') === wanted).toBe(true);
  },
  30_000,
);
