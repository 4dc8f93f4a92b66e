import type { NewEvent } from '@millrace/pipeline-core/events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { publishEvents } from '../index';
import { queryRow, sql } from '../raw-query';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const topic = 'source.orders';
const source = '/sources/0199c1f2-7d0e-7c51-9f54-5a6f0e9d2b11';

function events(from: number, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ id: `e${from + at}`, source, type: 'pushed', time: new Date(0), data: { amount: at } },
  }));
}

it('looks each event up in an index, however long a topic has become that the planner knows nothing of', async () => {
  const { id: projectId } = await makeProject(test.db);
  for (let from = 0; from < 6000; from += 500)
    await publishEvents(test.db, { projectId, topic, events: events(from, 500) });
  const { read } = await test.db.transaction(async (tx) => {
    const published = await publishEvents(tx, { projectId, topic, events: events(5950, 100) });
    expect(published).toEqual({ added: 50, lastOffset: 6050 });
    const read = await queryRow(
      tx,
      z.object({ rows: z.coerce.number() }),
      sql`select (seq_tup_read + idx_tup_fetch)::text as rows from pg_stat_xact_user_tables where relname = 'bus_event'`,
    );
    return { read: read?.rows };
  });
  expect(read).toBe(50); // those that were there; the key by offset would read 6,000 rows for each of the 100
});
