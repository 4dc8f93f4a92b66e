import {
  ensureFeatureView,
  listServedViews,
  putOnline,
  readOnline,
  readOnlineChanges,
  readOnlineKeys,
} from '@millrace/db';
import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { createQuietLogger } from '../../testing/quiet-logger';
import { createOnlineStore } from './online-store';
import { readFeatures } from './read-features';
import { compareClocks, memoryStore, type PastStore } from './testing/compare-clocks';

const session = scratchSession(scratchFolder('clocks'));
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test?.drop());

/** The product's own store: rows go into Postgres, answers come from memory. */
async function realStore(ttlSeconds: number | null): Promise<PastStore> {
  const { id: projectId } = await makeProject(test.db);
  const shape = {
    keys: [{ name: 'id', type: 'integer' as const }],
    features: [{ name: 'v', type: 'number' as const }],
  };
  const wanted = { projectId, name: 'past', description: '', createdBy: 'ada', ttlSeconds, ...shape };
  const view = await ensureFeatureView(test.db, wanted);
  const online = createOnlineStore({
    source: {
      listViews: (id) => listServedViews(test.db, id),
      readRows: (place) => readOnline(test.db, place),
      readChanges: (place) => readOnlineChanges(test.db, place),
      readKeys: (wanted) => readOnlineKeys(test.db, wanted),
    },
    logger: createQuietLogger(),
  });
  await online.reload();
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    async put(rows) {
      const lines = rows.map(({ entity, event, known, value }) => ({
        ...{ k: JSON.stringify([entity]), e: at(event), s: at(known), v: { v: value } },
      }));
      await putOnline(test.db, { viewId: view.id, rows: lines });
      await online.refresh(view.id);
    },
    read(entities, moment) {
      const held = online.find(projectId, 'past');
      if (held === null) throw new Error('the view is not held');
      const [column] = readFeatures(held, { entities: [entities], features: ['v'], now: moment * 1000 });
      return Float64Array.from(column?.values ?? [], (value) => (typeof value === 'number' ? value : Number.NaN));
    },
  };
}

describe('what is looked up strictly as of a time is what was served then', () => {
  it.each([null, 150_000])('from the online store of the product, ttl %s', async (ttlSeconds) => {
    const store = await realStore(ttlSeconds);
    const size = { entities: 120, moments: 250, asked: 40, rows: 2500, ttlSeconds, seed: 11 };
    const seen = await compareClocks({ session, store, ...size });
    expect(seen).toMatchObject({ compared: 10_000, differences: 0 });
    expect(seen.found).toBeGreaterThan(5000);
    expect(seen.differencesOfDefault).toBeGreaterThan(100);
  });

  it.each([1, 2, 3])('by the rule of the store alone, seed %i', async (seed) => {
    const ttlSeconds = seed === 1 ? null : 50_000;
    const size = { entities: 500, moments: 2000, asked: 20, rows: 6000, ttlSeconds, seed };
    const seen = await compareClocks({ session, store: memoryStore(ttlSeconds), ...size });
    expect(seen).toMatchObject({ compared: 40_000, differences: 0 });
  });
});
