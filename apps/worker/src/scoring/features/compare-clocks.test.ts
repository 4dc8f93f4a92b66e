import { createTestDatabase, makeProject, type TestDatabase } from '@millrace/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { compareClocks, memoryStore, type PastStore } from './testing/compare-clocks';
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
    const size = { entities: 120, moments: 250, rows: 2500, ttlSeconds, seed: 11, pairsAtOnce: 1300 };
    const told: number[] = [];
    const seen = await compareClocks({ session, store, ...size, onProgress: (pairs) => told.push(pairs) });
    expect(seen).toMatchObject({ compared: 30_000, differences: 0, comparedOfDefault: 3000 });
    expect(told).toEqual(Array.from({ length: 25 }, (_, block) => (block + 1) * 1200));
    expect(seen.found).toBeGreaterThan(15_000);
    expect(seen.differencesOfDefault).toBeGreaterThan(100);
  });

  it.each([1, 2, 3])('by the rule of the store alone, seed %i', async (seed) => {
    const ttlSeconds = seed === 1 ? null : 50_000;
    const size = { entities: 500, moments: 410, rows: 6000, ttlSeconds, seed, pairsAtOnce: 50_000 };
    const seen = await compareClocks({ session, store: memoryStore(ttlSeconds), ...size });
    expect(seen).toMatchObject({ compared: 205_000, differences: 0, comparedOfDefault: 2500 });
  });

  it('and one wrong answer, or one that is left out, is a difference', async () => {
    const right = memoryStore(null);
    let asked = 0;
    const store: PastStore = {
      put: right.put,
      read(entities, moment) {
        asked += 1;
        const values = right.read(entities, moment);
        if (asked === 30) values[7] = 1e9;
        return asked === 31 ? values.subarray(1) : values;
      },
    };
    const size = { entities: 50, moments: 40, rows: 600, ttlSeconds: null, seed: 5, pairsAtOnce: 200 };
    const { compared, differences } = await compareClocks({ session, store, ...size });
    expect(compared).toBe(2000);
    // The answers after the one that is left out stand at the wrong entities, so that many differ.
    expect(differences).toBeGreaterThan(1);
  });
});
