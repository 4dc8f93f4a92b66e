import { endpointIdSchema, type ReleaseId } from '@millrace/pipeline-core/ids';
import { describe, expect, it } from 'vitest';
import { fakeEndpoint, fakeRelease, testId, testReleaseId } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { until } from '../../testing/until';
import { createServedEndpoints } from './served-endpoints';
import type { EndpointFacts, ServedRelease } from './served-release';

function setUp() {
  const logger = createQuietLogger();
  const state = {
    listed: [] as EndpointFacts[],
    damaged: new Set<ReleaseId>(),
    loads: [] as ReleaseId[],
    gate: Promise.resolve(),
  };
  const releases = new Map([1, 2, 3].map((n) => [testReleaseId(n), fakeRelease(n)]));
  const endpoints = createServedEndpoints({
    logger,
    nameRelease: async (id) => ({ number: Number(id.slice(-3)), modelName: 'churn' }),
    listEndpoints: async () => {
      const seen = state.listed;
      await state.gate;
      return seen;
    },
    loadRelease: async (id): Promise<ServedRelease> => {
      state.loads.push(id);
      const release = releases.get(id);
      if (state.damaged.has(id) || release === undefined) throw new Error('weights.bin: hash differs');
      return release;
    },
  });
  return { endpoints, state, logger };
}

describe('served endpoints', () => {
  it('loads what endpoints name, once, and lets go what none names', async () => {
    const { endpoints, state } = setUp();
    state.listed = [fakeEndpoint({ routes: [[1, 1]] }), fakeEndpoint({ slug: 'shop.b', routes: [[1, 1]], chain: [2] })];
    await endpoints.reload();
    expect(state.loads).toEqual([testReleaseId(1), testReleaseId(2)]);
    state.listed = [fakeEndpoint({ routes: [[1, 1]], revision: 2 })];
    await endpoints.reload();
    expect(endpoints.loaded().map((release) => release.number)).toEqual([1]);
    expect(endpoints.find('shop.b')).toBeNull();
    expect(endpoints.find('shop.churn')?.facts.revision).toBe(2);
    expect(state.loads).toHaveLength(2);
  });

  it('holds a release in shadow beside those that answer, and answers without one that is damaged', async () => {
    const { endpoints, state, logger } = setUp();
    const inShadow = (revision: number) =>
      fakeEndpoint({ routes: [[1, 1]], revision, more: { shadow: { release: testReleaseId(2), percent: 100 } } });
    state.damaged.add(testReleaseId(2));
    state.listed = [inShadow(1)];
    await endpoints.reload();
    expect(endpoints.find('shop.churn')).toMatchObject({ facts: { revision: 1 } });
    expect(endpoints.find('shop.churn')?.shadow).toBeUndefined();
    expect(endpoints.find('shop.churn')?.unloaded).toMatchObject([
      { number: 2, place: 'shadow', problem: expect.stringContaining('hash differs') },
    ]);
    expect(logger.lines.at(-1)).toMatchObject({ level: 'error', message: 'release in shadow cannot be loaded' });
    state.damaged.clear();
    await endpoints.reload();
    await endpoints.reload();
    const served = endpoints.find('shop.churn');
    expect([served?.shadow?.number, served?.releases.has(testReleaseId(2))]).toEqual([2, false]);
    expect(state.loads).toEqual([1, 2, 2].map(testReleaseId));
    expect(endpoints.loaded().map(({ number }) => number)).toEqual([1, 2]);
  });

  it('goes on with the revision before when a routed release is damaged', async () => {
    const { endpoints, state, logger } = setUp();
    state.listed = [fakeEndpoint({ routes: [[1, 1]] })];
    await endpoints.reload();
    state.damaged.add(testReleaseId(2));
    state.listed = [fakeEndpoint({ routes: [[2, 1]], chain: [1], revision: 2 })];
    await endpoints.reload();
    expect(endpoints.find('shop.churn')?.facts.revision).toBe(1);
    expect(logger.lines.at(-1)).toMatchObject({
      level: 'error',
      facts: { endpoint: 'shop.churn', revision: 2, goesOn: 1 },
    });
    state.damaged.clear();
    await endpoints.reload();
    expect(endpoints.find('shop.churn')?.facts.revision).toBe(2);
  });

  it('serves without a fallback that is damaged', async () => {
    const { endpoints, state } = setUp();
    state.damaged.add(testReleaseId(3));
    state.listed = [fakeEndpoint({ routes: [[1, 1]], chain: [3, 2] })];
    await endpoints.reload();
    expect([...(endpoints.find('shop.churn')?.releases.keys() ?? [])]).toEqual([testReleaseId(1), testReleaseId(2)]);
  });

  it('answers by its chain after a start at which its routed release is damaged, until that is mended', async () => {
    const { endpoints, state } = setUp();
    state.damaged.add(testReleaseId(2));
    state.listed = [fakeEndpoint({ routes: [[2, 1]], chain: [1] })];
    await endpoints.reload();
    const served = endpoints.find('shop.churn');
    const standIn = served?.releases.get(testReleaseId(2));
    expect(served?.unloaded).toMatchObject([
      { number: 2, model: 'churn', place: 'routed', problem: expect.stringContaining('hash differs') },
    ]);
    expect(() => standIn?.answer({ age: 41 }, new AbortController().signal)).toThrow('cannot be loaded: weights.bin');
    expect(endpoints.loaded().map(({ number }) => number)).toEqual([1]);
    await endpoints.reload();
    expect(endpoints.find('shop.churn')).toBe(served);
    state.damaged.clear();
    await endpoints.reload();
    expect(endpoints.find('shop.churn')?.unloaded).toBeUndefined();
    expect(endpoints.loaded().map(({ number }) => number)).toEqual([2, 1]);
  });

  it('says why a new endpoint cannot answer, and serves the others', async () => {
    const { endpoints, state } = setUp();
    state.damaged.add(testReleaseId(2));
    state.listed = [fakeEndpoint({ slug: 'bad', routes: [[2, 1]] }), fakeEndpoint({ slug: 'good', routes: [[1, 1]] })];
    await endpoints.reload();
    expect(endpoints.find('bad')).toBeNull();
    expect(endpoints.unserved()).toMatchObject([
      { facts: { slug: 'bad' }, problem: expect.stringContaining('hash differs') },
    ]);
    expect(endpoints.find('good')).not.toBeNull();
  });

  it('reads the database again for a call that came during a reload', async () => {
    const { endpoints, state } = setUp();
    let open: () => void = () => undefined;
    state.gate = new Promise((resolve) => {
      open = resolve;
    });
    state.listed = [fakeEndpoint({ routes: [[1, 1]] })];
    const first = endpoints.reload();
    state.listed = [fakeEndpoint({ routes: [[2, 1]], revision: 2 })];
    const [second, third] = [endpoints.reload(), endpoints.reload()];
    open();
    await Promise.all([first, second, third]);
    expect(endpoints.find('shop.churn')?.facts.revision).toBe(2);
  });
});

describe('releases with a process of their own', () => {
  function setUpApart() {
    const closed: string[] = [];
    const stays: Record<string, boolean> = {};
    const opened: string[] = [];
    const state = { listed: [] as EndpointFacts[], made: 0, opens: async (_name: string): Promise<void> => undefined };
    const endpoints = createServedEndpoints({
      logger: createQuietLogger(),
      graceMs: 0,
      nameRelease: async () => ({ number: 9, modelName: 'churn' }),
      listEndpoints: async () => state.listed,
      loadRelease: async (id, { process }): Promise<ServedRelease> => {
        const number = Number(id.slice(-3));
        if (number === 9) throw new Error('weights.bin: hash differs');
        if (process !== 'own') return fakeRelease(number);
        state.made += 1;
        const name = `v${number} (${state.made})`;
        const facts = {
          state: 'running' as const,
          pid: state.made,
          bytes: null,
          restarts: 0,
          batches: {},
          rows: 0,
          lastEnd: null,
        };
        const own = {
          async open() {
            opened.push(name);
            await state.opens(name);
          },
          stay: (on: boolean) => {
            stays[name] = on;
          },
          keep: () => undefined,
          answer: () => Promise.reject(new Error(name)),
          facts: () => facts,
          close: () => void closed.push(name),
        };
        return { ...fakeRelease(number), own };
      },
    });
    const apart = (slug: string, o: Omit<Parameters<typeof fakeEndpoint>[0], 'slug'>) =>
      fakeEndpoint({ slug, ...o, more: { process: 'own', ...o.more } });
    return { endpoints, state, closed, apart, stays, opened };
  }

  it('are loaded once for each place, and closed when no endpoint names them any more', async () => {
    const { endpoints, state, closed, apart } = setUpApart();
    const shared = fakeEndpoint({ slug: 'b', routes: [[1, 1]] });
    state.listed = [apart('a', { routes: [[1, 1]] }), shared, apart('c', { routes: [[1, 1]] })];
    await endpoints.reload();
    await endpoints.reload();
    expect(state.made).toBe(1);
    expect(
      ['a', 'b', 'c'].map((slug) => endpoints.find(slug)?.releases.get(testReleaseId(1))?.own !== undefined),
    ).toEqual([true, false, true]);
    state.listed = [shared, apart('c', { routes: [[2, 1]], revision: 2 })];
    await endpoints.reload();
    await until(() => closed.length > 0, { what: 'a closed process' });
    expect(closed).toEqual(['v1 (1)']);
    await endpoints.close();
    expect(closed).toEqual(['v1 (1)', 'v2 (2)']);
  });

  const goodAndDamaged = {
    routes: [
      [1, 1],
      [9, 1],
    ] as [number, number][],
  };

  it('are started once where the revision that wants them cannot be served, and closed when another one is wanted', async () => {
    const { endpoints, state, closed, apart } = setUpApart();
    state.listed = [apart('a', goodAndDamaged)];
    for (let round = 0; round < 3; round += 1) await endpoints.reload();
    expect(endpoints.find('a')).toBeNull();
    expect([state.made, closed]).toEqual([1, []]);
    state.listed = [apart('a', { routes: [[2, 1]], revision: 2 })];
    await endpoints.reload();
    await until(() => closed.length > 0, { what: 'a closed process' });
    expect(closed).toEqual(['v1 (1)']);
  });

  it('are taken again where they are wanted before they are closed', async () => {
    const { endpoints, state, apart } = setUpApart();
    state.listed = [apart('a', { routes: [[1, 1]] })];
    await endpoints.reload();
    state.listed = [];
    const reloads = [endpoints.reload(), endpoints.reload()];
    await reloads[0];
    state.listed = [apart('a', { routes: [[1, 1]] })];
    await reloads[1];
    expect(state.made).toBe(1);
  });

  it('are open where requests are routed to them or they are in shadow, and these stay, as does the first fallback; others start with the first request', async () => {
    const { endpoints, state, apart, stays, opened } = setUpApart();
    const more = { shadow: { release: testReleaseId(3), percent: 100 } };
    state.listed = [apart('a', { routes: [[1, 1]], chain: [1, 2, 4], more })];
    await endpoints.reload();
    expect(opened).toEqual(['v1 (1)', 'v3 (4)']);
    expect(stays).toEqual({ 'v1 (1)': true, 'v2 (2)': true, 'v4 (3)': false, 'v3 (4)': true });
    state.listed = [apart('a', { routes: [[2, 1]], chain: [4, 1], revision: 2 })];
    await endpoints.reload();
    expect(stays).toMatchObject({ 'v1 (1)': false, 'v2 (2)': true, 'v4 (3)': true });
  });

  it('are opened several at a time; one that does not open holds up no other, and no end', async () => {
    const { endpoints, state, apart, opened } = setUpApart();
    const release: { end?: (error: Error) => void } = {};
    state.opens = (name) =>
      name.startsWith('v1') ? new Promise((_, reject) => Object.assign(release, { end: reject })) : Promise.resolve();
    state.listed = ['a', 'b', 'c'].map((slug, at) => apart(slug, { routes: [[at + 1, 1]] }));
    const reload = endpoints.reload();
    await until(() => opened.length === 3, { what: 'all of them to be asked to open' });
    const close = endpoints.close();
    release.end?.(new Error('its process is closed'));
    await Promise.all([reload, close]);
    expect(endpoints.all().map(({ facts }) => facts.slug)).toEqual(['b', 'c']);
    await endpoints.reload();
    expect(state.made).toBe(3);
  });

  it('hold up no revision of another endpoint, nor a later one of their own, where they do not start', async () => {
    const { endpoints, state, apart, closed } = setUpApart();
    state.listed = [apart('a', { routes: [[2, 1]] }), apart('b', { routes: [[3, 1]] })];
    await endpoints.reload();
    state.opens = (name) => (name.startsWith('v1') ? new Promise(() => undefined) : Promise.resolve());
    state.listed = [apart('a', { routes: [[1, 1]], revision: 2 }), apart('b', { routes: [[3, 1]] })];
    await endpoints.look();
    state.listed = [apart('a', { routes: [[1, 1]], revision: 2 }), apart('b', { routes: [[2, 1]], revision: 2 })];
    await endpoints.look();
    const revision = (slug: string) => endpoints.find(slug)?.facts.revision;
    await until(() => revision('b') === 2, { what: 'the new revision of b' });
    expect([revision('a'), endpoints.unserved()]).toEqual([1, []]);
    state.listed = [apart('a', { routes: [[3, 1]], revision: 3 }), apart('b', { routes: [[2, 1]], revision: 2 })];
    await endpoints.reload();
    expect(revision('a')).toBe(3);
    await until(() => closed.includes('v1 (3)'), { what: 'the end of the process that does not start' });
  });

  it('are said to be loaded still where an endpoint is new, and say nothing about the process then', async () => {
    const { endpoints, state, apart } = setUpApart();
    const start: { end?: () => void } = {};
    state.opens = () => new Promise((resolve) => Object.assign(start, { end: resolve }));
    state.listed = [apart('a', { routes: [[1, 1]] })];
    const first = endpoints.reload();
    await until(() => start.end !== undefined, { what: 'a start' });
    expect(endpoints.unserved()).toMatchObject([
      { problem: expect.stringContaining('still being loaded'), isLoading: true },
    ]);
    expect(endpoints.unserved()[0]).not.toHaveProperty('isNew');
    start.end?.();
    await first;
    expect([endpoints.find('a')?.facts.slug, endpoints.unserved()]).toEqual(['a', []]);
    state.listed = [...state.listed, apart('b', { routes: [[2, 1]] })];
    await endpoints.look();
    expect(endpoints.unserved()).toMatchObject([{ facts: { slug: 'b' }, isNew: true }]);
  });

  it('of an endpoint that was deleted do not go on for another one of its name', async () => {
    const { endpoints, state, apart } = setUpApart();
    const facts = apart('a', { routes: [[1, 1]] });
    state.listed = [facts];
    await endpoints.reload();
    state.listed = [{ ...apart('a', { routes: [[9, 1]] }), id: endpointIdSchema.parse(testId(902)) }];
    await endpoints.reload();
    expect(endpoints.find('a')).toBeNull();
  });

  it('that stand in for a damaged release are there at once and stay: the first of the chain that opens', async () => {
    const { endpoints, state, apart, opened, stays } = setUpApart();
    state.opens = async (name) => {
      if (name.startsWith('v2')) throw new Error('its process ended');
    };
    state.listed = [apart('a', { routes: [[9, 1]], chain: [2, 3] })];
    await endpoints.reload();
    expect(opened).toEqual(['v2 (1)', 'v3 (2)']);
    expect(endpoints.find('a')?.releases.get(testReleaseId(9))?.unloaded).toContain('hash differs');
    expect(stays).toEqual({ 'v2 (1)': true, 'v3 (2)': true });
  });

  it('are one process for endpoints that ask for one, and for those whose models need one', async () => {
    const image = { ...fakeRelease(1), format: 'image-net' as const };
    let loads = 0;
    const endpoints = createServedEndpoints({
      logger: createQuietLogger(),
      listEndpoints: async () => [
        fakeEndpoint({ slug: 'a', routes: [[1, 1]] }),
        fakeEndpoint({ slug: 'b', routes: [[1, 1]], more: { process: 'own' } }),
        fakeEndpoint({ slug: 'c', routes: [[1, 1]], more: { process: 'shared' } }),
      ],
      nameRelease: async () => ({ number: 1, modelName: 'churn' }),
      loadRelease: async () => {
        loads += 1;
        return image;
      },
    });
    await endpoints.reload();
    expect(loads).toBe(2);
  });
});
