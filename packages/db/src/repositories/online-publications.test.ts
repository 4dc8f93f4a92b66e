import { randomUUID } from 'node:crypto';
import type { NewOnlineRow } from '@millrace/pipeline-core/features';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  beginPublication,
  clearSpent,
  countOnline,
  deleteOnline,
  ensureFeatureView,
  findOnline,
  foldOnline,
  giveUpPublications,
  listServedViews,
  listSpent,
  listViewsToFold,
  markViewDeleting,
  putOnline,
  readOnline,
  readOnlineChanges,
  readOnlineKeys,
  showPublication,
  stageOnline,
  TryLater,
  unmarkViewDeleting,
} from '../index';
import { createTestDatabase, makeProject, type TestDatabase } from '../testing';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

async function makeView() {
  const { id: projectId } = await makeProject(test.db);
  const shape = {
    keys: [{ name: 'id', type: 'integer' as const }],
    features: [{ name: 'x', type: 'number' as const }],
  };
  const facts = { projectId, name: 'view', description: '', ttlSeconds: null, createdBy: 'ada' };
  const { id: viewId } = await ensureFeatureView(test.db, { ...facts, ...shape });
  return { projectId, viewId };
}

/** An entity's row of a day, known from the same day on. */
const row = (id: number, { day, x }: { day: number; x: number }): NewOnlineRow => {
  const time = `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;
  return { k: `[${id}]`, e: time, s: time, v: { x } };
};

async function begin(viewId: string, rows: readonly NewOnlineRow[]): Promise<string> {
  const publication = await beginPublication(test.db, { viewId, requestKey: randomUUID() });
  await stageOnline(test.db, { publication, rows });
  return publication;
}
const show = (publication: string) => test.db.transaction((tx) => showPublication(tx, publication));

/** What a view says, read in every way and by small pages: they have to agree. */
async function seen(viewId: string): Promise<Record<string, unknown>> {
  const { db } = test;
  const all: [string, unknown][] = [];
  for (let after = ''; ; after = all.at(-1)?.[0] ?? '') {
    const page = await readOnline(db, { viewId, after, limit: 2 });
    all.push(...page.map(({ key, values }): [string, unknown] => [key, values.x]));
    if (page.length < 2) break;
  }
  const values = Object.fromEntries(all);
  expect(all).toHaveLength(Object.keys(values).length);
  expect(Object.fromEntries((await changesBehind(viewId, 0)).map(({ key, x }) => [key, x]))).toEqual(values);
  const keys = all.map(([key]) => key);
  const byKey = await readOnlineKeys(db, { viewId, keys });
  expect(Object.fromEntries(byKey.map((found) => [found.key, found.values.x]))).toEqual(values);
  expect((await countOnline(db, [viewId])).get(viewId)).toBe(keys.length);
  const [first] = keys;
  if (first !== undefined) expect((await findOnline(db, { viewId, key: first }))?.values.x).toBe(values[first]);
  return values;
}

/** Changes of a view by pages of two, as those who hold it in memory read them. */
async function changesBehind(viewId: string, from: number) {
  const found: { key: string; x: unknown; change: number }[] = [];
  let place: { after: number; afterKey: string | null } = { after: from, afterKey: null };
  for (;;) {
    const page = await readOnlineChanges(test.db, { viewId, ...place, limit: 2 });
    found.push(...page.map(({ key, values, change }) => ({ key, x: values.x, change })));
    const last = page.at(-1);
    if (last === undefined || page.length < 2) return found;
    place = { after: last.change, afterKey: last.key };
  }
}

async function clearAll(): Promise<void> {
  for (const publication of await listSpent(test.db)) {
    let after: string | null = '';
    while (after !== null) after = await clearSpent(test.db, { publication, after, limit: 2 });
  }
}

const changeOf = async (viewId: string) => (await listServedViews(test.db, viewId))[0]?.change ?? -1;

it('shows nothing of a publication before it is shown, then everything at once', async () => {
  const { viewId } = await makeView();
  await putOnline(test.db, { viewId, rows: [row(1, { day: 2, x: 1 }), row(2, { day: 9, x: 2 })] });
  const rows = [1, 2, 3, 4, 5].map((id) => row(id, { day: 5, x: id * 10 }));
  const publication = await begin(viewId, rows);
  const before = await changeOf(viewId);
  expect(await seen(viewId)).toEqual({ '[1]': 1, '[2]': 2 });
  await show(publication);
  // Entity 2 has a newer row.
  const after = { '[1]': 10, '[2]': 2, '[3]': 30, '[4]': 40, '[5]': 50 };
  expect(await seen(viewId)).toEqual(after);
  const changes = await changesBehind(viewId, before);
  expect(changes.map(({ key, x }) => [key, x])).toEqual(Object.entries(after));
  expect(new Set(changes.map(({ change }) => change))).toEqual(new Set([before + 1]));
});

it('folds what is shown without changing what anybody sees or has seen', async () => {
  const { db } = test;
  const { viewId } = await makeView();
  const ids = [1, 2, 3, 4, 5, 6];
  await putOnline(db, { viewId, rows: ids.map((id) => row(id, { day: 1, x: id })) });
  await show(
    await begin(
      viewId,
      ids.map((id) => row(id, { day: 5, x: id * 10 })),
    ),
  );
  // Two that came later: of the same time, and older.
  await show(await begin(viewId, [row(1, { day: 5, x: 100 }), row(6, { day: 4, x: 600 }), row(7, { day: 1, x: 7 })]));
  expect(await putOnline(db, { viewId, rows: [row(2, { day: 3, x: -2 }), row(3, { day: 8, x: 300 })] })).toBe(1);
  expect(await putOnline(db, { viewId, rows: [row(4, { day: 5, x: 400 })] })).toBe(1);
  const expected = { '[1]': 100, '[2]': 20, '[3]': 300, '[4]': 400, '[5]': 50, '[6]': 60, '[7]': 7 };
  expect(await seen(viewId)).toEqual(expected);
  const change = await changeOf(viewId);
  let folds = 0;
  for (; await foldOnline(db, { viewId, limit: 2 }); folds += 1) {
    expect(await seen(viewId)).toEqual(expected);
    expect(await changesBehind(viewId, change)).toEqual([]);
    expect(await putOnline(db, { viewId, rows: [row(5, { day: 2, x: -5 })] })).toBe(0);
    await clearAll();
    expect(await changesBehind(viewId, change)).toEqual([]);
  }
  expect(folds).toBe(6); // the six rows of the first, a look that finds no more, the three of the second
  expect(await listViewsToFold(db)).not.toContain(viewId);
  await clearAll();
  expect(await seen(viewId)).toEqual(expected);
  const { rows } = await db.pool.query('select 1 from online_publication where view_id = $1', [viewId]);
  expect(rows).toEqual([]);
});

it('keeps nobody waiting while rows are written aside', async () => {
  const { db } = test;
  const { viewId } = await makeView();
  const writing = await db.pool.connect();
  const publication = await begin(viewId, [row(1, { day: 2, x: 1 })]);
  await writing.query('begin');
  await writing.query('select mr_stage_online($1, $2)', [publication, JSON.stringify([row(2, { day: 2, x: 2 })])]);
  // The block is not committed yet, and others go on.
  await putOnline(db, { viewId, rows: [row(3, { day: 2, x: 3 })] });
  await show(await begin(viewId, [row(2, { day: 1, x: -2 }), row(4, { day: 2, x: 4 })]));
  expect(await seen(viewId)).toEqual({ '[2]': -2, '[3]': 3, '[4]': 4 });
  await writing.query('commit');
  writing.release();
  await show(publication);
  expect(await seen(viewId)).toEqual({ '[1]': 1, '[2]': 2, '[3]': 3, '[4]': 4 });
});

it('never shows one that was given up, and deletes its rows', async () => {
  const { db } = test;
  const { viewId } = await makeView();
  const requestKey = randomUUID();
  const first = await beginPublication(db, { viewId, requestKey });
  await stageOnline(db, { publication: first, rows: [row(1, { day: 1, x: 1 }), row(2, { day: 1, x: 2 })] });
  const again = () => beginPublication(db, { viewId, requestKey });
  await expect(again()).rejects.toThrow(TryLater); // the first may still be at it
  await db.pool.query(`update online_publication set touched_at = now() - interval '1 minute' where id = $1`, [first]);
  const second = await again();
  await expect(show(first)).rejects.toThrow('given up');
  await expect(stageOnline(db, { publication: first, rows: [row(3, { day: 1, x: 3 })] })).rejects.toThrow();
  const left = async () => {
    const text = `select p.id, count(s.key)::int as rows from online_publication p
      left join online_staged s on s.publication_id = p.id where p.view_id = $1 group by p.id`;
    const { rows: found } = await db.pool.query<{ id: string; rows: number }>(text, [viewId]);
    return new Map(found.map(({ id, rows }) => [id, rows]));
  };
  expect(await left()).toEqual(
    new Map([
      [first, 2],
      [second, 0],
    ]),
  );
  expect(await listSpent(db, { requestKey })).toEqual([first]);
  expect(await clearSpent(db, { publication: first, after: '', limit: 1 })).toBe('[1]');
  await clearAll();
  expect(await left()).toEqual(new Map([[second, 0]]));
  await giveUpPublications(db, { before: new Date(Date.now() - 3600_000) });
  expect(await listSpent(db, { requestKey })).toEqual([]);
  expect(await left()).toEqual(new Map([[second, 0]])); // it was touched just now
  await giveUpPublications(db, { before: new Date(Date.now() + 3600_000) });
  await clearAll();
  expect(await left()).toEqual(new Map());
  expect(await seen(viewId)).toEqual({});
});

it('goes with its view, and is not shown while that is being deleted', async () => {
  const { db } = test;
  const { projectId, viewId } = await makeView();
  await show(
    await begin(
      viewId,
      [1, 2, 3].map((id) => row(id, { day: 1, x: id })),
    ),
  );
  const late = await begin(viewId, [row(9, { day: 1, x: 9 })]);
  await markViewDeleting(db, { projectId, id: viewId });
  await expect(show(late)).rejects.toThrow('being deleted');
  await expect(stageOnline(db, { publication: late, rows: [row(8, { day: 1, x: 8 })] })).rejects.toThrow();
  expect(await foldOnline(db, { viewId, limit: 10 })).toBe(false);
  let blocks = 0;
  while (((await deleteOnline(db, { viewId, limit: 3 })) ?? 0) > 0) blocks += 1;
  expect(blocks).toBe(2);
  const { rows } = await db.pool.query(
    'select 1 from online_staged s join online_publication p on p.id = s.publication_id where p.view_id = $1',
    [viewId],
  );
  expect(rows).toEqual([]);
});

it('is given up when the deletion of its view begins: refused later, that would leave half of it', async () => {
  const { db } = test;
  const { projectId, viewId } = await makeView();
  const publication = await begin(viewId, [row(1, { day: 1, x: 1 }), row(2, { day: 1, x: 2 })]);
  await markViewDeleting(db, { projectId, id: viewId });
  expect(await deleteOnline(db, { viewId, limit: 1 })).toBe(1);
  expect(await unmarkViewDeleting(db, { projectId, id: viewId })).toBe(true);
  await expect(stageOnline(db, { publication, rows: [row(3, { day: 1, x: 3 })] })).rejects.toThrow();
  await expect(show(publication)).rejects.toThrow('given up');
  expect(await seen(viewId)).toEqual({});
});

it('loses no row of a view whose deletion was refused, and tells that rows had gone', async () => {
  const { db } = test;
  const { projectId, viewId } = await makeView();
  const deletions = async () => (await listServedViews(db, viewId))[0]?.deletions;
  await putOnline(db, { viewId, rows: [row(1, { day: 1, x: 1 }), row(2, { day: 1, x: 2 })] });
  expect([await deleteOnline(db, { viewId, limit: 1 }), await deletions()]).toEqual([null, 0]);
  await markViewDeleting(db, { projectId, id: viewId });
  expect(await deleteOnline(db, { viewId, limit: 1 })).toBe(1);
  expect(await unmarkViewDeleting(db, { projectId, id: viewId })).toBe(true);
  expect(await unmarkViewDeleting(db, { projectId, id: viewId })).toBe(false);
  await putOnline(db, { viewId, rows: [row(3, { day: 1, x: 3 })] });
  expect([await deleteOnline(db, { viewId, limit: 1 }), await deletions()]).toEqual([null, 1]);
  expect(await seen(viewId)).toEqual({ '[2]': 2, '[3]': 3 });
});
