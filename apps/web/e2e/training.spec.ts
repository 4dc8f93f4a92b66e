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

test('a search for a good model tells its trials, what was skipped, and who leads', { tag: '@find' }, async ({
  page,
}) => {
  const address = await makeProject(page, 'Finding');
  const id = await draw(page.request, { project: address.slice(3), name: 'Find it' }, [
    ['data', 'sample-data', { rows: 1500 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['find', 'train-all', { target: 'churned', trials: 3, minutes: 0.5 }, { rows: 'split.split' }],
    ['evaluate', 'evaluate', {}, { model: 'find.model', rows: 'split.split' }],
  ]);
  await page.goto(`${address}/pipelines/${id}`);
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 180_000 });
  await select(page, 'Find a good model');
  const inspector = page.getByRole('complementary', { name: /^Settings of/ });
  await inspector.getByRole('tab', { name: 'Data' }).click();
  const trials = inspector.getByRole('table', { name: 'Trials' });
  await expect(trials.getByRole('row').nth(1)).toContainText('Best');
  await trials.scrollIntoViewIfNeeded();
  await photograph(page, 'find-panel');

  await goToTab(page, 'Experiments', 'Leaderboard');
  const board = page.getByRole('table', { name: 'Leaderboard' });
  // At 1440 px all of it is in view, the button at the end, too.
  await expect(board.getByRole('button', { name: /^Deploy / }).first()).toBeInViewport({ ratio: 1 });
  await expect(page.getByText(/^Ranked by validation rows\./)).toBeVisible();
  await photograph(page, 'leaderboard-found');
  const best = board.getByRole('row').nth(1).getByRole('link');
  const name = (await best.innerText()).trim();
  await best.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('predicts churned');
  await page.getByRole('tab', { name: 'Card' }).click();
  await expect(page.getByText(/^Found by a search as the best of \d+ trials/)).toBeVisible();
  expect(name).not.toMatch(/^\d+$/);
  await photograph(page, 'find-card');

  await page.goto(`${address}/runs`);
  await page.getByRole('table').getByRole('link', { name: /1/ }).first().click();
  const steps = page.getByRole('table', { name: 'Steps' });
  // Linear regression learns no classes, and no column holds images.
  await expect(steps.getByText('Skipped').first()).toBeVisible();
  await expect(page.getByText('4 steps')).toBeVisible();
  await photograph(page, 'find-run');
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
