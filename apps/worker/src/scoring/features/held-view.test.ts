import type { ChangingView, OnlineRow } from '@millrace/db';
import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import type { OnlineSource } from './load-view';
import { createOnlineStore } from './online-store';

const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const keyOf = (id: number) => JSON.stringify([id]);
const entities = 25_000;

/** A table of one view in memory, that changes by whole publications, and how far the view is in its topics. */
function fakeTable() {
  let change = 0;
  let deletions = 0;
  const places = new Map<string, number>([['orders', 0]]);
  let rows: (OnlineRow & { change: number })[] = [];
  const facts = (): ChangingView => ({
    ...{ id: 'v', projectId, name: 'view', description: '', ttlSeconds: null, createdBy: 'ada', change },
    ...{ createdAt: new Date(0), refreshedAt: null, deletingAt: null, deletions },
    keys: [{ name: 'id', type: 'integer' }],
    features: [{ name: 'x', type: 'number' }],
  });
  const source: OnlineSource = {
    listViews: async () => [facts()],
    readRows: async ({ after, limit }) => rows.filter(({ key }) => key > after).slice(0, limit),
    readChanges: async ({ after, afterKey, limit }) =>
      rows
        .filter((row) => row.change > after || (afterKey !== null && row.change === after && row.key > afterKey))
        .slice(0, limit),
    readKeys: async ({ keys }) => rows.filter(({ key }) => keys.includes(key)),
    readPlaces: async () => places,
  };
  return {
    source,
    places,
    /** A deletion that was refused when these rows had gone. */
    lose(ids: readonly number[]) {
      deletions += 1;
      rows = rows.filter(({ key }) => !ids.some((id) => key === keyOf(id)));
    },
    put(x: number, { event, ids }: { event: number; ids: readonly number[] }) {
      change += 1;
      const made = ids.map((id) => ({
        ...{ key: keyOf(id), eventTime: new Date(event / 1000), eventMicros: event, knownMicros: event, values: { x } },
        change,
      }));
      const changed = new Set(made.map(({ key }) => key));
      rows = [...rows.filter(({ key }) => !changed.has(key)), ...made].sort((a, b) =>
        a.change === b.change ? (a.key < b.key ? -1 : 1) : a.change - b.change,
      );
    },
  };
}

async function served(now = () => 0) {
  const table = fakeTable();
  const ids = Array.from({ length: entities }, (_, id) => id);
  table.put(1, { event: 1, ids: ids.slice(0, 5) });
  const online = createOnlineStore({ source: table.source, logger: createQuietLogger(), now });
  await online.reload();
  const read = (id: number) => online.find(projectId, 'view')?.entries.get(keyOf(id))?.values[0];
  /** The event of the row has its event time as its offset. */
  const ahead = (id: number, event: number, x: number) =>
    online.goAhead('v', {
      topic: 'orders',
      rows: [{ key: keyOf(id), eventMicros: event, knownMicros: 0, values: { x }, offset: event }],
    });
  return { table, online, read, ahead, ids };
}

it('shows a publication of several pages at once', async () => {
  const { table, online, ids } = await served();
  table.put(2, { event: 2, ids });
  const values = () =>
    new Set([...(online.find(projectId, 'view')?.entries.values() ?? [])].map(({ values: [x] }) => x));
  const seen: string[] = [];
  let done = false;
  const round = online.refresh('v').then(() => {
    done = true;
  });
  while (!done) {
    seen.push([...values()].join());
    await new Promise((resolve) => setImmediate(resolve));
  }
  await round;
  seen.push([...values()].join());
  expect([...new Set(seen)]).toEqual(['1', '2']);
});

it('keeps a row that is ahead of the table until the table has one as new', async () => {
  const { table, online, read, ahead } = await served();
  expect(ahead(1, 10, 100)).toBe(1);
  expect(read(1)).toBe(100);
  table.put(50, { event: 5, ids: [1] });
  await online.refresh('v');
  expect(read(1)).toBe(100);
  table.put(101, { event: 10, ids: [1] });
  await online.refresh('v');
  expect(read(1)).toBe(101); // the table is right about what it has
  table.put(102, { event: 10, ids: [1] });
  await online.refresh('v');
  expect(read(1)).toBe(102);
});

it('takes no row that is not newer, and the last of equal ones in a call', async () => {
  const { online, read, ahead } = await served();
  expect(ahead(1, 1, 100)).toBe(0);
  expect(read(1)).toBe(1);
  const row = { key: keyOf(2), eventMicros: 7, knownMicros: 0, offset: 1 };
  online.goAhead('v', {
    topic: 'orders',
    rows: [
      { ...row, values: { x: 10 } },
      { ...row, values: { x: 11 } },
      { ...row, eventMicros: 6, values: { x: 12 } },
    ],
  });
  expect(read(2)).toBe(11);
});

it('keeps a row ahead for as long as the view has not come to its event, and then gives way to the table', async () => {
  let now = 0;
  const { table, online, read, ahead } = await served(() => now);
  ahead(3, 10, 100);
  ahead(4000, 11, 101);
  now = 900_000; // a publication holds the view for a quarter of an hour
  await online.refresh('v');
  expect([read(3), read(4000)]).toEqual([100, 101]);
  table.places.set('orders', 10); // taken, and dropped by a filter: the table has what it had
  await online.refresh('v');
  expect([read(3), read(4000)]).toEqual([1, 101]);
  table.places.set('orders', 11);
  await online.refresh('v');
  expect([read(3), read(4000)]).toEqual([1, undefined]);
});

it('lets a row go whose topic feeds the view no longer, not before it was looked for', async () => {
  let now = 0;
  const { table, online, read, ahead } = await served(() => now);
  ahead(3, 10, 100);
  table.places.delete('orders');
  now = 4_999;
  await online.refresh('v');
  expect(read(3)).toBe(100);
  now = 5_000;
  await online.refresh('v');
  expect(read(3)).toBe(1);
});

it('lets rows go that a refused deletion took, whether it saw the view marked meanwhile or not', async () => {
  const { table, online, read, ids } = await served();
  table.lose([1, 2]);
  await online.refresh('v');
  expect([read(0), read(1), read(2), read(3)]).toEqual([1, undefined, undefined, 1]);
  table.put(5, { event: 5, ids: ids.slice(2, 3) });
  await online.refresh('v');
  expect([read(1), read(2)]).toEqual([undefined, 5]);
});
