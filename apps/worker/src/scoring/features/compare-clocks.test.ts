import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { compareClocks, memoryStore } from './testing/compare-clocks';
import { realStore } from './testing/real-store';

const session = scratchSession(scratchFolder('clocks'));
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test?.drop());

describe('what is looked up strictly as of a time is what was served then', () => {
  it.each([null, 150_000])('from the online store of the product, ttl %s', async (ttlSeconds) => {
    const { id: projectId } = await makeProject(test.db);
    const store = await realStore(test.db, { projectId, ttlSeconds });
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
