import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../../root';
import { pagesWithoutView, specsByView } from './browser';

it('finds a browser test for every view of data', () => {
  const views = specsByView();
  expect(views.get('follow')).toEqual(['data-follow.spec.ts']);
  expect([...views].filter(([, specs]) => specs.length === 0).map(([view]) => view)).toEqual([]);
});

it('knows every page of the rooms of data, and every tab of a dataset', () => {
  const source = readFileSync(path.join(REPOSITORY_ROOT, 'apps/web/src/features/data/DatasetTabs.tsx'), 'utf8');
  const tabs = [...source.matchAll(/\btab === '([a-z]+)' \?/g)].flatMap(([, tab]) => tab ?? []);
  expect(tabs).toHaveLength(8);
  expect(pagesWithoutView(tabs)).toEqual([]);
  expect(pagesWithoutView(['nothing'])).toEqual(['data/[dataset]#nothing']);
});
