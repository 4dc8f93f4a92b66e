import { expect, it } from 'vitest';
import { inSearch, withoutSearch } from './in-search';

it('a figure of a search has a name of its own, from which its metric is read', () => {
  expect(inSearch('auc')).toBe('auc in its search');
  expect(withoutSearch(inSearch('auc'))).toBe('auc');
  expect(withoutSearch('auc')).toBe('auc');
});
