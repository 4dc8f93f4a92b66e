import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import { advance, expectedRuns } from './advance';
import { play, setupOf, sumOf, type World } from './testing/play';

/** Every difference that is on costs so much. */
const additive =
  (costs: Readonly<Record<string, number>>): World =>
  ({ on }) =>
    0.9 - on.reduce((sum, id) => sum + (costs[id] ?? 0), 0);

describe('the search for a cause', () => {
  it('finds one cause among n, wherever it is, in at most log2(n) + 1 hybrid runs', () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 16, 31, 64]) {
      for (let at = 1; at <= n; at++) {
        const world = additive({ [`d${at}`]: 0.1 });
        const setup = setupOf({ n, world });
        const { verdict, asked } = play(setup, world);
        expect(asked.length).toBeLessThanOrEqual(Math.ceil(Math.log2(n)) + 1);
        expect(asked.length).toBeLessThanOrEqual(expectedRuns(setup));
        expect(verdict).toMatchObject({
          kind: 'found',
          shares: [{ ids: [`d${at}`] }],
          minimal: [`d${at}`],
          cut: false,
        });
        expect(sumOf(verdict)).toBeCloseTo(0.1, 12);
      }
    }
  });

  it('splits the loss of two causes among them', () => {
    const world = additive({ d2: 0.08, d7: 0.03 });
    const { verdict, asked } = play(setupOf({ n: 8, world }), world);
    expect(verdict.shares.map(({ ids, loss, how }) => [ids, loss, how])).toEqual([
      [['d2'], expect.closeTo(0.08, 12), 'alone'],
      [['d7'], expect.closeTo(0.03, 12), 'alone'],
    ]);
    expect(verdict.interaction).toBeCloseTo(0, 12);
    expect(verdict.rest).toBeCloseTo(0, 12);
    // The smaller one does not push a good run over the bar, which lies at half the loss.
    expect(verdict.minimal).toEqual(['d2']);
    expect(asked.length).toBeLessThanOrEqual(8);
  });

  it('adds up to the loss whatever the metric does, runs that fail and causes that need each other included', () => {
    const source = createRandom(7);
    const random = () => source.next();
    for (let game = 0; game < 200; game++) {
      const n = 1 + Math.floor(random() * 12);
      const pairs = Array.from({ length: 3 }, () => [1, 2].map(() => `d${1 + Math.floor(random() * n)}`));
      const costs = Object.fromEntries(
        Array.from({ length: n }, (_, at) => [`d${at + 1}`, random() < 0.6 ? 0 : random() / 10]),
      );
      const fails = `d${1 + Math.floor(random() * n)}`;
      const world: World = (probe) => {
        if (probe.on.includes(fails) && probe.on.length > 1 && probe.on.length < n && game % 4 === 0) return null;
        const both = pairs.filter((pair) => pair.every((id) => probe.on.includes(id))).length;
        return (additive(costs)(probe) ?? 0) - both * 0.05;
      };
      const { verdict, asked } = play(setupOf({ n, world }), world);
      expect(sumOf(verdict)).toBeCloseTo(verdict.loss, 10);
      expect(new Set(asked.map((probe) => JSON.stringify(probe.on.toSorted()))).size).toBe(asked.length);
    }
  });

  it('names what two causes make only together', () => {
    const world: World = ({ on }) => (on.includes('d1') && on.includes('d4') ? 0.7 : on.includes('d4') ? 0.88 : 0.9);
    const { verdict } = play(setupOf({ n: 4, world, more: { bar: 0.8 } }), world);
    // Switched on in turn all of it falls on d4; alone d4 makes a tenth of it, and d1 nothing.
    expect(verdict.shares).toMatchObject([
      { ids: ['d4'], how: 'alone', loss: expect.closeTo(0.02, 12), small: false },
      { ids: ['d1'], how: 'alone', loss: expect.closeTo(0, 12), small: true },
    ]);
    expect(verdict.interaction).toBeCloseTo(0.18, 12);
    expect(verdict.rest).toBeCloseTo(0, 12);
    expect(verdict.minimal?.toSorted()).toEqual(['d1', 'd4']);
  });

  it('leaves together what does not run apart', () => {
    const world: World = ({ on }) => {
      if (on.includes('d2') !== on.includes('d3')) return null;
      return on.includes('d2') ? 0.6 : 0.9;
    };
    const { verdict } = play(setupOf({ n: 4, world }), world);
    expect(verdict).toMatchObject({ kind: 'found', minimal: expect.arrayContaining(['d2', 'd3']) });
    expect(verdict.shares).toHaveLength(1);
    expect(verdict.shares[0]?.ids.toSorted()).toEqual(expect.arrayContaining(['d2', 'd3']));
  });

  it('calls a loss noise that other seeds make as well, and looks for nothing', () => {
    const values = [0.9, 0.86, 0.93, 0.88];
    const world: World = ({ on, repeat }) => (on.length > 0 ? 0.88 : (values[repeat] ?? 0.9));
    const { verdict, asked } = play(setupOf({ n: 4, world, more: { repeats: 3 } }), world);
    expect(verdict).toMatchObject({ kind: 'noise', shares: [], loss: expect.closeTo(0.02, 12) });
    expect(verdict.noise).toBeGreaterThan(0.05);
    expect(asked.map(({ repeat }) => repeat)).toEqual([1, 2, 3]);
  });

  it('gives the code what the drawing of then does not make with the code of now', () => {
    const world: World = ({ on }) => (on.includes('d3') ? 0.8 : 0.84);
    const ends = setupOf({ n: 4, world });
    const setup = { ...ends, good: { ...ends.good, value: 0.9, again: true }, bad: { ...ends.bad, again: true } };
    const { verdict } = play(setup, world);
    expect(verdict).toMatchObject({ kind: 'found', shares: [{ ids: ['d3'], loss: expect.closeTo(0.04, 12) }] });
    expect(verdict.code).toBeCloseTo(0.06, 12);
    expect(sumOf(verdict)).toBeCloseTo(0.1, 12);
    const same: World = () => 0.8;
    expect(play(setup, same).verdict).toMatchObject({ kind: 'code', code: expect.closeTo(0.1, 12), shares: [] });
  });

  it('says so when the runs do not suffice, and waits for one that is under way', () => {
    const world = additive({ d2: 0.1, d9: 0.1 });
    const setup = setupOf({ n: 16, world, more: { most: 3 } });
    const { verdict, tried } = play(setup, world);
    expect(verdict.cut).toBe(true);
    expect(sumOf(verdict)).toBeCloseTo(0.2, 10);
    const under = tried.slice(0, 1).map((one) => ({ ...one, ended: false, value: null }));
    expect(advance(setup, under)).toEqual({ do: 'wait' });
    expect(advance(setup, tried.slice(0, 2))).toMatchObject({ do: 'try' });
  });

  it('follows a metric of which less is better', () => {
    const world: World = ({ on }) => (on.includes('d1') ? 4 : 3);
    const { verdict } = play(setupOf({ n: 3, world, more: { direction: 'lower' } }), world);
    expect(verdict).toMatchObject({ kind: 'found', loss: 1, shares: [{ ids: ['d1'], loss: 1 }], minimal: ['d1'] });
  });
});
