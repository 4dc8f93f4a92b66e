import { expect, it } from 'vitest';
import { specsByPage } from './browser';

it('finds a browser test for every page of data', () => {
  const pages = specsByPage();
  expect(pages.get('follow')).toEqual(['data-follow.spec.ts']);
  expect([...pages].filter(([, specs]) => specs.length === 0).map(([page]) => page)).toEqual([]);
});
