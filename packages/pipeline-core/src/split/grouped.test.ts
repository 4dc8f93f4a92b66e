import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import { groupedSplit } from './grouped';

const ratios = { train: 0.7, validation: 0.1, test: 0.2 };

function partsOfGroups(groups: ArrayLike<number>, assigned: Uint8Array): Map<number, Set<number>> {
  const parts = new Map<number, Set<number>>();
  Array.from(groups).forEach((group, row) => {
    if (group >= 0) parts.set(group, (parts.get(group) ?? new Set()).add(assigned[row]!));
  });
  return parts;
}

const count = (assigned: Uint8Array, part: number) => assigned.reduce((sum, code) => sum + (code === part ? 1 : 0), 0);

describe('groupedSplit', () => {
  it('never cuts a group and keeps the shares where groups are small', () => {
    const random = createRandom(3);
    const groups = Int32Array.from({ length: 5000 }, () => random.int(400));
    const assigned = groupedSplit({ groups, ratios, seed: 8 });
    expect([...partsOfGroups(groups, assigned).values()].every((parts) => parts.size === 1)).toBe(true);
    expect(Math.abs(count(assigned, 2) - 1000)).toBeLessThan(20);
    expect(Math.abs(count(assigned, 1) - 500)).toBeLessThan(20);
    expect(groupedSplit({ groups, ratios, seed: 8 })).toEqual(assigned);
    expect(groupedSplit({ groups, ratios, seed: 9 })).not.toEqual(assigned);
  });

  it('puts a group of more than half of the rows into train', () => {
    const groups = Int32Array.from({ length: 100 }, (_, row) => (row < 60 ? 0 : row));
    const assigned = groupedSplit({ groups, ratios, seed: 1 });
    expect([...assigned.subarray(0, 60)].every((part) => part === 0)).toBe(true);
    expect([count(assigned, 0), count(assigned, 1), count(assigned, 2)]).toEqual([70, 10, 20]);
  });

  it('gives parts like shares of a class when asked to', () => {
    const random = createRandom(5);
    // Every third group is all "yes": by size alone the share in test would be left to chance.
    const groups = Int32Array.from({ length: 3000 }, () => random.int(60));
    const classes = groups.map((group) => (group % 3 === 0 ? 1 : 0));
    const share = (assigned: Uint8Array) =>
      groups.reduce((sum, _, row) => sum + (assigned[row] === 2 ? classes[row]! : 0), 0) / count(assigned, 2);
    const all = classes.reduce((sum, code) => sum + code, 0) / classes.length;
    const seeds = [1, 2, 3, 4, 5, 6];
    const worst = (options: object) =>
      Math.max(...seeds.map((seed) => Math.abs(share(groupedSplit({ groups, ratios, seed, ...options })) - all)));
    expect(worst({ classes })).toBeLessThan(0.06);
    expect(worst({})).toBeGreaterThan(0.06);
  });

  it('treats rows without a group one by one, and gives a part without a share nothing', () => {
    const assigned = groupedSplit({
      groups: new Int32Array(100).fill(-1),
      ratios: { train: 0.5, validation: 0, test: 0.5 },
      seed: 2,
    });
    expect([count(assigned, 0), count(assigned, 1), count(assigned, 2)]).toEqual([50, 0, 50]);
  });
});
