import type { ChangingView, OnlineRow } from '@millrace/db';
import { projectIdSchema } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { createQuietLogger } from '../../testing/quiet-logger';
import { answerFeatures } from './feast-answer';
import { onlineFigures } from './online-figures';
import { createOnlineStore, type OnlineStore } from './online-store';

const projectId = projectIdSchema.parse('00000000-0000-4000-8000-000000000001');
const keyOf = (id: number) => JSON.stringify([id]);
type Row = OnlineRow & { change: number };

/** Views in a table, of so many entities with a text of 1,000 characters each: some 2 kB in memory. */
function fakeTables(sizes: Record<string, number>) {
  const changes = new Map(Object.keys(sizes).map((id) => [id, 1]));
  const reads: string[] = [];
  const facts = (id: string): ChangingView => ({
    ...{ id, projectId, name: id, description: '', ttlSeconds: null, createdBy: 'ada', change: changes.get(id) ?? 0 },
    ...{ createdAt: new Date(0), refreshedAt: null, deletingAt: null, deletions: 0 },
    keys: [{ name: 'id', type: 'integer' }],
    features: [{ name: 'x', type: 'text' }],
  });
  const rowsOf = (id: string): Row[] =>
    Array.from({ length: sizes[id] ?? 0 }, (_, at) => ({
      ...{ key: keyOf(at), eventTime: new Date(0), eventMicros: changes.get(id) ?? 0, knownMicros: 0 },
      ...{ values: { x: 'x'.repeat(1000) }, change: changes.get(id) ?? 0 },
    })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const source = {
    listViews: async (id?: string) =>
      Object.keys(sizes)
        .filter((one) => id === undefined || one === id)
        .map(facts),
    async readRows({ viewId, after, limit }: { viewId: string; after: string; limit: number }) {
      if (after === '') reads.push(viewId);
      return rowsOf(viewId)
        .filter(({ key }) => key > after)
        .slice(0, limit);
    },
    async readChanges(o: { viewId: string; after: number; afterKey: string | null; limit: number }) {
      return rowsOf(o.viewId)
        .filter(({ change, key }) => change > o.after || (o.afterKey !== null && key > o.afterKey))
        .slice(0, o.limit);
    },
    readKeys: async () => [],
    readPlaces: async () => new Map<string, number>(),
  };
  /** Every row of a view is written anew. */
  const publish = (id: string) => void changes.set(id, (changes.get(id) ?? 0) + 1);
  return { source, publish, reads, sizes };
}

const megabyte = 2 ** 20;

describe('views that do not fit into memory', () => {
  it('are not held and say why; the others are served, and the process goes on', async () => {
    const { source, reads, sizes } = fakeTables({ small: 100, huge: 30_000 });
    let time = 0;
    const online = createOnlineStore({ source, logger: createQuietLogger(), now: () => time, mostBytes: 4 * megabyte });
    await online.reload();
    expect(online.find(projectId, 'small')?.entries.size).toBe(100);
    expect(online.find(projectId, 'huge')).toBeNull();
    expect(online.whyUnheld(projectId, 'huge')).toMatch(
      /^The feature view huge is not in memory: .* 4 MB\. Publish fewer/,
    );
    expect(online.whyUnheld(projectId, 'small')).toBeNull();
    expect(online.whyUnheld(projectId, 'none')).toBeNull();

    const ask = (view: string) => {
      const request = { features: [`${view}:x`], entities: { id: [1] }, full_feature_names: false };
      return answerFeatures(request, { projectId, online, now: 0 });
    };
    expect(ask('huge')).toMatchObject({ ok: false, error: { status: 503, code: 'view-not-held' } });
    expect(ask('none')).toMatchObject({ ok: false, error: { status: 404, code: 'no-view' } });
    expect(ask('small').ok).toBe(true);
    const figures = onlineFigures(online).map(({ name, values }) => [name, values.map(({ labels }) => labels.view)]);
    expect(figures).toEqual([
      ['millrace_online_view_bytes', ['small']],
      ['millrace_online_view_unheld', ['huge']],
    ]);

    // It is not read over and over; later it is, and is held once it fits.
    await online.reload();
    expect(reads.filter((id) => id === 'huge')).toHaveLength(1);
    sizes.huge = 200;
    time = 5 * 60_000;
    await online.reload();
    expect(online.find(projectId, 'huge')?.entries.size).toBe(200);
    expect(online.unheld()).toEqual([]);
  });

  it('make room first where the old rows and the new ones are too much together', async () => {
    const { source, publish, reads } = fakeTables({ large: 1_200 }); // 2.6 MB
    const online = createOnlineStore({ source, logger: createQuietLogger(), mostBytes: 4 * megabyte });
    await online.reload();
    const bytes = online.find(projectId, 'large')?.bytes ?? 0;
    expect(bytes).toBeGreaterThan(2 * megabyte);
    publish('large');
    await online.refresh('large');
    expect(reads).toEqual(['large', 'large']); // read anew, as a whole
    const held = online.find(projectId, 'large');
    expect([held?.entries.size, held?.bytes, held?.entries.get(keyOf(7))?.eventMicros]).toEqual([1_200, bytes, 2]);
  });

  const quiet = { logger: createQuietLogger(), mostBytes: 28 * megabyte };
  /** The tables, with something that happens once: when the second page of that view is about to be read. */
  function interrupted(tables: ReturnType<typeof fakeTables>, id: string, happen: () => Promise<void>) {
    let happened = false;
    const { source } = tables;
    return {
      ...source,
      async readRows(o: Parameters<typeof source.readRows>[0]) {
        if (o.viewId === id && o.after !== '' && !happened) {
          happened = true;
          await happen();
        }
        return source.readRows(o);
      },
    };
  }

  it('drop no view that is held and fits while they are read', async () => {
    const tables = fakeTables({ small: 2_000, huge: 30_000 }); // 4.4 MB; a page of the other 22 MB
    const source = interrupted(tables, 'huge', async () => {
      tables.publish('small');
      await online.refresh('small');
    });
    const online: OnlineStore = createOnlineStore({ ...quiet, source });
    await online.reload();
    expect(online.find(projectId, 'small')?.entries.get(keyOf(7))?.eventMicros).toBe(2);
    expect(tables.reads).toEqual(['small', 'huge']); // never dropped, so not read anew
    expect(online.unheld().map(({ name }) => name)).toEqual(['huge']);
  });

  it('give way to a smaller one that comes while they are read', async () => {
    const tables = fakeTables({ huge: 30_000 });
    const source = interrupted(tables, 'huge', async () => {
      tables.sizes.fresh = 4_000;
      await online.refresh('fresh');
    });
    const online: OnlineStore = createOnlineStore({ ...quiet, source });
    await online.reload();
    expect(online.find(projectId, 'fresh')?.entries.size).toBe(4_000);
    expect(online.unheld().map(({ name }) => name)).toEqual(['huge']);
  });

  it('are tried again at once where only another one that was being read was in the way', async () => {
    const tables = fakeTables({ huge: 30_000 });
    const unheld = () => online.unheld().map(({ name }) => name);
    const source = interrupted(tables, 'huge', async () => {
      tables.sizes.large = 12_000; // more than the first page of the other
      await online.refresh('large');
      expect(unheld()).toEqual(['large']);
    });
    const online: OnlineStore = createOnlineStore({ ...quiet, source, now: () => 0 });
    await online.refresh('huge');
    expect(unheld().sort()).toEqual(['huge', 'large']);
    await online.refresh('huge');
    await online.refresh('large');
    expect(tables.reads).toEqual(['huge', 'large', 'large']); // the one that is too large by itself waits
    expect([online.find(projectId, 'large')?.entries.size, unheld()]).toEqual([12_000, ['huge']]);
  });

  it('are forgotten when they are deleted', async () => {
    const { source, sizes } = fakeTables({ huge: 30_000 });
    const online = createOnlineStore({ source, logger: createQuietLogger(), mostBytes: megabyte });
    await online.reload();
    expect(online.unheld()).toHaveLength(1);
    delete sizes.huge;
    await online.reload();
    expect([online.unheld(), online.whyUnheld(projectId, 'huge')]).toEqual([[], null]);
  });
});

describe('views that are not read yet', () => {
  it('say so: before the database told which there are, and where one could not be read', async () => {
    const { source } = fakeTables({ small: 3, damaged: 3 });
    let isDamaged = true;
    const online = createOnlineStore({
      source: {
        ...source,
        readRows: async (o) => {
          if (isDamaged && o.viewId === 'damaged') throw new Error('the database went away');
          return source.readRows(o);
        },
      },
      logger: createQuietLogger(),
    });
    const whys = () => ['small', 'damaged', 'none'].map((name) => online.whyUnheld(projectId, name));
    const why = (name: string) => expect.stringContaining(`${name} is not in memory yet`);
    expect(whys()).toEqual([why('small'), why('damaged'), why('none')]);
    await online.reload();
    expect(whys()).toEqual([null, why('damaged'), null]);
    isDamaged = false;
    await online.reload();
    expect(whys()).toEqual([null, null, null]);
    expect(online.find(projectId, 'damaged')?.entries.size).toBe(3);
  });
});
