import { describe, expect, it } from 'vitest';
import { type Dimension, gridPoints, type Method, propose, rungs, type SearchSpace, type Trial } from './index';
import { bowl, branin, type KnownFunction, leastOf, mixed, search } from './testing/known-functions';

const random: Method = { method: 'random' };
const tpe: Method = { method: 'tpe', startup: 10 };
const halving: Method = { method: 'halving', eta: 3, resource: { param: 'rounds', least: 10, most: 90 } };
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

const penalties: SearchSpace = {
  penalty: { choice: ['l2', 'l1', 'elastic-net'] },
  strength: { real: [0.01, 100], log: true },
  share: { real: [0, 1], when: { param: 'penalty', is: ['elastic-net'] } },
};

describe('a search', () => {
  const methods: [string, Method][] = [
    ['grid', { method: 'grid', levels: 5 }],
    ['random', random],
    ['tpe', tpe],
    ['halving', halving],
  ];

  it.each(methods)('%s asks the same whatever order its trials ended in', (_name, method) => {
    const history = search(mixed, { method, seed: 3, trials: 24, round: 4 });
    expect(history).toHaveLength(24);
    const ask = (trials: Trial[], seed = 3) =>
      propose({ space: mixed.space, history: trials, count: 4, method, goal: 'least', seed });
    const sorted = [...history].sort((a, b) => a.number - b.number);
    expect(ask(history)).toHaveLength(4);
    expect(ask(sorted)).toEqual(ask(history));
    expect(ask(sorted)).not.toEqual(ask(sorted, 4));
    expect(ask(history).map(({ number }) => number)).toEqual([24, 25, 26, 27]);
  });

  it.each(methods)('%s never asks the same twice, and only for what the space allows', (_name, method) => {
    const trials = search({ space: penalties, at: () => 1 }, { method, seed: 1, trials: 30, round: 5 });
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(trials.length);
    for (const { params } of trials) {
      expect(['l2', 'l1', 'elastic-net']).toContain(params.penalty);
      expect(params.strength).toBeGreaterThanOrEqual(0.01);
      expect(params.strength).toBeLessThanOrEqual(100);
      expect('share' in params).toBe(params.penalty === 'elastic-net');
    }
  });

  it.each(methods)('%s seeks the most where more is better', (_name, method) => {
    const least = search(mixed, { method, seed: 5, trials: 30, round: 5 });
    const most = search(mixed, { method, seed: 5, trials: 30, round: 5, goal: 'most' });
    expect(most.map(({ params }) => params)).toEqual(least.map(({ params }) => params));
  });

  it.each(methods)('%s goes on after trials that failed', (_name, method) => {
    const trials = search({ space: mixed.space, at: () => Number.NaN }, { method, seed: 5, trials: 24, round: 4 });
    expect(trials).toHaveLength(24);
  });

  it('ends when a space has nothing new left', () => {
    const space: SearchSpace = { kind: { choice: ['a', 'b', 'c'] } };
    for (const [, method] of methods.slice(0, 3)) {
      expect(search({ space, at: () => 1 }, { method, seed: 1, trials: 20, round: 4 })).toHaveLength(3);
    }
    expect(search({ space: {}, at: () => 1 }, { method: random, seed: 1, trials: 20, round: 4 })).toHaveLength(1);
  });

  it('follows the drawn step where a dimension depends on what is not searched', () => {
    const space: SearchSpace = { share: { real: [0, 1], when: { param: 'penalty', is: ['elastic-net'] } } };
    const ask = (penalty: string) =>
      propose({ space, base: { penalty }, history: [], count: 2, method: random, goal: 'least', seed: 1 });
    expect(ask('elastic-net').map(({ params }) => Object.keys(params))).toEqual([['share'], ['share']]);
    expect(ask('l2')).toEqual([{ number: 0, params: {} }]);
  });
});

describe('a search by chance', () => {
  it('has the same trials in rounds of any size', () => {
    const params = (round: number) =>
      search(bowl, { method: random, seed: 9, trials: 24, round })
        .sort((a, b) => a.number - b.number)
        .map((trial) => trial.params);
    expect(params(1)).toEqual(params(24));
    expect(params(7)).toEqual(params(24));
  });
});

describe('a grid', () => {
  it('has each level of each dimension that is searched, and no point twice', () => {
    const points = gridPoints({ space: penalties }, 3);
    expect(points).toHaveLength(3 + 3 + 9);
    expect(points).toContainEqual({ penalty: 'l1', strength: 1 });
    expect(points).toContainEqual({ penalty: 'elastic-net', strength: 100, share: 0.5 });
    const method: Method = { method: 'grid', levels: 3 };
    const all = search({ space: penalties, at: () => 1 }, { method, seed: 2, trials: 99, round: 4 });
    expect(all).toHaveLength(points.length);
  });

  it('has all whole numbers where they are few, and is cut where it has no end', () => {
    expect(gridPoints({ space: { k: { int: [1, 4] } } }, 5).map(({ k }) => k)).toEqual([1, 2, 3, 4]);
    expect(gridPoints({ space: { k: { int: [1, 100] } } }, 3).map(({ k }) => k)).toEqual([1, 51, 100]);
    const dimension: Dimension = { real: [0, 1] };
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`d${at}`, dimension]));
    expect(gridPoints({ space: many }, 10, 500)).toHaveLength(500);
  });
});

describe('TPE', () => {
  const known: [string, KnownFunction][] = [
    ['a bowl', bowl],
    ['Branin', branin],
    ['mixed settings', mixed],
  ];

  it.each(known)('finds better values than chance on %s', (_name, fn) => {
    const found = (method: Method) => seeds.map((seed) => leastOf(search(fn, { method, seed, trials: 60, round: 4 })));
    const guided = found(tpe);
    const chance = found(random);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.min(...guided)).toBeGreaterThanOrEqual(fn.least - 1e-9);
    expect(mean(guided)).toBeLessThan(mean(chance));
    expect(guided.filter((value, seed) => value < (chance[seed] ?? 0)).length).toBeGreaterThanOrEqual(12);
  });
});

describe('successive halving', () => {
  const space: SearchSpace = { x: { real: [0, 1] } };
  const at = (params: Trial['params']) => Math.abs(Number(params.x) - 0.3) + 1 / Number(params.rounds);
  const trials = search({ space, at }, { method: halving, seed: 4, trials: 80, round: 6 });
  const atRung = (resource: number) => trials.filter((trial) => trial.resource === resource);

  it('has rungs up to the most', () => {
    expect(rungs({ eta: 3, resource: { param: 'r', least: 10, most: 90 } })).toEqual([10, 30, 90]);
    expect(rungs({ eta: 3, resource: { param: 'r', least: 10, most: 100 } })).toEqual([11, 33, 100]);
    expect(rungs({ eta: 4, resource: { param: 'r', least: 0.01, most: 0.16 } })).toEqual([0.01, 0.04, 0.16]);
    expect(rungs({ eta: 3, resource: { param: 'r', least: 50, most: 60 } })).toEqual([60]);
  });

  it('lets the best of each rung go on, each once, with the same settings', () => {
    for (const [below, rung] of [
      [10, 30],
      [30, 90],
    ] as const) {
      const here = atRung(rung);
      expect(here.length).toBeGreaterThan(0);
      expect(here.length).toBeLessThanOrEqual(Math.floor(atRung(below).length / 3));
      expect(new Set(here.map(({ from }) => from)).size).toBe(here.length);
      for (const { params, from } of here) {
        const before = trials.find(({ number }) => number === from);
        expect(before?.resource).toBe(below);
        expect(params).toEqual({ ...before?.params, rounds: rung });
      }
    }
  });

  it('spends more of the resource on better ones', () => {
    const distance = (rung: number) => {
      const here = atRung(rung).map(({ params }) => Math.abs(Number(params.x) - 0.3));
      return here.reduce((sum, value) => sum + value, 0) / here.length;
    };
    expect(distance(30)).toBeLessThan(distance(10));
    expect(distance(90)).toBeLessThan(distance(10));
  });

  it('lets none go on that failed', () => {
    const failed = search({ space, at: () => Number.NaN }, { method: halving, seed: 4, trials: 20, round: 5 });
    expect(new Set(failed.map(({ resource }) => resource))).toEqual(new Set([10]));
  });
});
