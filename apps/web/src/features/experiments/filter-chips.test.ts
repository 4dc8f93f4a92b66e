import { expect, it } from 'vitest';
import { filterParts, withoutPart, withPart } from './filter-chips';

it('takes comparisons of a filter away and adds others, as they were written', () => {
  const filter = 'auc > 0.8 and  model:"a and b" AND depth in ("3", "4")';
  expect(filterParts(filter)).toEqual(['auc > 0.8', 'model:"a and b"', 'depth in ("3", "4")']);
  expect(withoutPart(filter, 1)).toBe('auc > 0.8 and depth in ("3", "4")');
  expect(withoutPart('auc > 1', 0)).toBe('');
  expect(withPart('auc > 1', 'state = done')).toBe('auc > 1 and state = done');
  expect(filterParts('auc >')).toEqual([]);
});
