import { describe, expect, it } from 'vitest';
import { createGroupCommit } from './group-commit';

/** A commit that ends when told. */
function heldCommits() {
  const commits: { items: readonly number[]; end: (error?: Error) => void }[] = [];
  const commit = (items: readonly number[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      const outcomes = items.map((item) => `stored ${item}`);
      commits.push({ items, end: (error) => (error === undefined ? resolve(outcomes) : reject(error)) });
    });
  return { commits, commit };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a group commit', () => {
  it('takes what came meanwhile in one commit, in order', async () => {
    const { commits, commit } = heldCommits();
    const group = createGroupCommit({ commit, most: 100 });
    const all = [group.add([1]), group.add([2]), group.add([3, 4])];
    expect(commits.map(({ items }) => items)).toEqual([[1]]);
    commits[0]?.end();
    await settle();
    expect(commits.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
    expect(group.waiting()).toBe(3);
    commits[1]?.end();
    expect(await Promise.all(all)).toEqual([['stored 1'], ['stored 2'], ['stored 3', 'stored 4']]);
    expect(group.waiting()).toBe(0);
  });

  it('tells only those whose commit failed, and goes on', async () => {
    const { commits, commit } = heldCommits();
    const group = createGroupCommit({ commit, most: 100 });
    const outcomes = [group.add([1]), group.add([2])].map((one) => one.then(() => 'ok').catch(() => 'failed'));
    commits[0]?.end(new Error('the disk is full'));
    await settle();
    commits[1]?.end();
    expect(await Promise.all(outcomes)).toEqual(['failed', 'ok']);
  });

  it('commits each by itself when one of them may be at fault, so that nobody suffers for another', async () => {
    const commit = async (items: readonly number[]) => {
      if (items.includes(3)) throw new RangeError('3 cannot be stored');
      return items;
    };
    const group = createGroupCommit({ commit, most: 100, isFaultOfItem: (error) => error instanceof RangeError });
    const outcomes = [[1], [2], [3], [4]].map((items) => group.add(items).catch(() => 'failed'));
    expect(await Promise.all(outcomes)).toEqual([[1], [2], 'failed', [4]]);
  });

  it('keeps commits small in bytes too', async () => {
    const { commits, commit } = heldCommits();
    const group = createGroupCommit({ commit, most: 100, mostBytes: 10 });
    for (const [item, bytes] of [
      [0, 1],
      [1, 6],
      [2, 4],
      [3, 5],
      [4, 30],
      [5, 1],
    ] as const)
      void group.add([item], bytes);
    for (let i = 0; i < 5; i++) {
      commits[i]?.end();
      await settle();
    }
    expect(commits.map(({ items }) => items)).toEqual([[0], [1, 2], [3], [4], [5]]);
  });

  it('keeps commits small, but never splits one request', async () => {
    const { commits, commit } = heldCommits();
    const group = createGroupCommit({ commit, most: 3 });
    for (const items of [[0], [1, 2], [3, 4], [5, 6, 7, 8], [9]]) void group.add(items);
    for (let i = 0; i < 5; i++) {
      commits[i]?.end();
      await settle();
    }
    expect(commits.map(({ items }) => items)).toEqual([[0], [1, 2], [3, 4], [5, 6, 7, 8], [9]]);
  });
});
