import { expect, it } from 'vitest';
import { listAbove } from './list-above';

it.each([
  ['/p/churn/runs/abc', '/p/churn/runs', 'Runs'],
  ['/p/churn/runs/abc/worse', '/p/churn/runs', 'Runs'],
  ['/p/churn/models/candidates/abc', '/p/churn/experiments/leaderboard', 'Leaderboard'],
  ['/p/churn/models/abc', '/p/churn/models', 'Models'],
  ['/p/churn/data/sources/abc', '/p/churn/data?tab=sources', 'Sources'],
  ['/p/churn/data/abc', '/p/churn/data', 'Data'],
  ['/p/churn/predictions/abc', '/p/churn/predictions', 'Predictions'],
  ['/p/churn/experiments/logged/abc', '/p/churn/experiments', 'Experiments'],
])('leads from %s to the list it would be in', (path, href, label) => {
  expect(listAbove('churn', path)).toEqual({ href, label });
});

it('knows no list above a page of its own', () => {
  expect(listAbove('churn', '/p/churn/settings/keys')).toBeNull();
});
