import { expect, it } from 'vitest';
import { viewsBeyond } from './online-limit';

it('names the views that do not fit into memory beside those before them', () => {
  const views = new Map([
    ['spending', { bytes: 3 * 2 ** 20 }],
    ['gone', null],
    ['visits', { bytes: 2 * 2 ** 20 }],
    ['clicks', { bytes: 2 ** 20 }],
  ]);
  expect(viewsBeyond(views, 4 * 2 ** 20)).toEqual([
    'the feature view visits takes about 2 MB of memory, and all views have 4 MB',
  ]);
  expect(viewsBeyond(views, 6 * 2 ** 20)).toEqual([]);
});
