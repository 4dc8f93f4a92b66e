import { expect } from '@playwright/test';
import { draw } from './support/api';
import { select, stepNamed } from './support/canvas';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

test('a search shows its trials while it runs, and is stopped with the best so far', { tag: '@search' }, async ({
  page,
}) => {
  const address = await makeProject(page, 'Searching');
  const id = await draw(page.request, { project: address.slice(3), name: 'Many trials' }, [
    ['data', 'sample-data', { rows: 4000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['find', 'search', { target: 'churned', trials: 400 }, { rows: 'split.split' }],
  ]);
  await page.goto(`${address}/pipelines/${id}`);
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await select(page, 'Search');
  const inspector = page.getByRole('complementary', { name: /^Settings of/ });
  await inspector.getByRole('tab', { name: 'Data' }).click();
  const trials = inspector.getByRole('region', { name: 'Trials so far' });
  await expect(trials.getByRole('row').nth(2)).toContainText(/0\.\d{3}/, { timeout: 60_000 });
  // The node says once how far its trials are.
  await expect(stepNamed(page, 'Search').getByText(/\d+ of 400/)).toHaveCount(1);
  await photograph(page, 'search-live');

  await inspector.getByRole('button', { name: 'Stop searching, keep the best so far' }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 60_000 });
  await photograph(page, 'search-done');
});

test('candidates that cannot be told apart are shown as a tie', { tag: '@ties' }, async ({ page }) => {
  const address = await makeProject(page, 'Ties');
  const trees = (rounds: number) => ({ target: 'churned', rounds, earlyStopping: false });
  const id = await draw(page.request, { project: address.slice(3), name: 'Equals' }, [
    ['data', 'sample-data', { rows: 2000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['one', 'gradient-boosted-trees', trees(20), { rows: 'split.split' }],
    ['other', 'gradient-boosted-trees', trees(21), { rows: 'split.split' }],
    ['base', 'baseline', { target: 'churned' }, { rows: 'split.split' }],
    ['compare', 'compare-candidates', {}, { models: ['one.model', 'other.model', 'base.model'], rows: 'split.split' }],
  ]);
  await page.goto(`${address}/pipelines/${id}`);
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 60_000 });
  await goToTab(page, 'Experiments', 'Leaderboard');
  await expect(page.getByText('One other may be just as good.')).toBeVisible();
  const rows = page.getByRole('table', { name: 'Leaderboard' }).getByRole('row');
  await expect(rows.last()).toContainText('Baseline');
  await photograph(page, 'leaderboard-ties');
});

test('what each worker can compute with is listed, with the reason', { tag: '@capabilities' }, async ({ page }) => {
  await page.goto('/admin/capabilities');
  const engines = page.getByRole('table', { name: /^Engines of/ }).first();
  await expect(engines.getByRole('row', { name: /Millrace’s own kernels/ })).toContainText('in use');
  await expect(engines.getByRole('row', { name: /WebAssembly/ })).toBeVisible();
  await photograph(page, 'capabilities');
});
