import { type Database, ensureFeatureView, putOnline } from '@millrace/db';
import { createTestDatabase, makeProject } from '@millrace/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOnlineView } from './online-view';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
}, 120_000);
afterAll(() => database?.drop(), 120_000);

describe('some entities of a view', () => {
  it('are read as a scoring process holds them; a view that is not there is none', async () => {
    const { id: projectId } = await makeProject(db);
    const shape = {
      keys: [{ name: 'customer', type: 'integer' as const }],
      features: [{ name: 'spend', type: 'number' as const }],
    };
    const facts = { projectId, name: 'spending', description: '', createdBy: 'ada', ttlSeconds: null, ...shape };
    const view = await ensureFeatureView(db, facts);
    const at = '2026-01-01T00:00:00Z';
    const rows = [1, 2, 3].map((customer) => ({ k: `[${customer}]`, e: at, s: at, v: { spend: customer * 10 } }));
    await putOnline(db, { viewId: view.id, rows });

    const found = await readOnlineView(db, { projectId, view: 'spending', entities: [[1], [3], [9], [null]] });
    expect([...(found?.entries.keys() ?? [])]).toEqual(['[1]', '[3]']);
    expect(found?.entries.get('[3]')?.values).toEqual([30]);
    expect(found?.places.get('spend')).toBe(0);
    const all = await readOnlineView(db, { projectId, view: 'spending', entities: [[1], [2], [3]] });
    expect(found?.bytes).toBe(all?.bytes); // of the whole view, however much of it was read
    expect(all?.bytes).toBeGreaterThan(3 * 100);
    expect(await readOnlineView(db, { projectId, view: 'visits', entities: [[1]] })).toBeNull();
  });
});
