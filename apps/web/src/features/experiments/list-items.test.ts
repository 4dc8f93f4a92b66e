import { expect, it } from 'vitest';
import { groupKey, listItems, mostMembers, spansOf, trialsKey } from './list-items';

const ids = ['a', 'b', 'c', 'd', 'e'];
const groups = [{ at: 1, size: 3 }];
const kinds = (items: ReturnType<typeof listItems>) =>
  items.map((item) =>
    item.kind === 'trial'
      ? `trial ${item.of}${item.place}`
      : `${item.kind} ${item.kind === 'run' && item.inside ? '> ' : ''}${ids[item.at]}`,
  );

it('folds runs that differ in their seed alone into one row, and unfolds them', () => {
  const folded = listItems({ ids, groups, open: new Set(), trials: new Map() });
  expect(kinds(folded)).toEqual(['run a', 'group b', 'run e']);
  expect(spansOf(folded)).toEqual([
    { first: 0, end: 1 },
    { first: 1, end: 4 },
    { first: 4, end: 5 },
  ]);
  const open = listItems({ ids, groups, open: new Set([groupKey('b')]), trials: new Map() });
  expect(kinds(open)).toEqual(['run a', 'group b', 'run > b', 'run > c', 'run > d', 'run e']);
});

it('puts the trials of a search beneath the run it chose, once they are there', () => {
  const open = new Set([trialsKey('a')]);
  expect(kinds(listItems({ ids, groups: [], open, trials: new Map() }))).toHaveLength(5);
  const items = listItems({ ids, groups: [], open, trials: new Map([['a', 2]]) });
  expect(kinds(items).slice(0, 4)).toEqual(['run a', 'trial a0', 'trial a1', 'run b']);
});

it('ends with what the list holds of a group, and fetches no more of one than its mean needs', () => {
  expect(kinds(listItems({ ids: ids.slice(0, 2), groups, open: new Set(), trials: new Map() }))).toEqual([
    'run a',
    'run b',
  ]);
  expect(spansOf([{ kind: 'group', at: 5, size: 10_000, open: false }])).toEqual([{ first: 5, end: 5 + mostMembers }]);
});
