import { expect } from '@playwright/test';
import { draw, mutate } from './support/api';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

test('a deployment waits for the evaluation that its run has ahead, and can be cancelled', {
  tag: '@rollout',
}, async ({ page }) => {
  const address = await makeProject(page, 'Waiting');
  const project = address.slice(3);
  const trees = (rounds: number) => ({ target: 'churned', rounds, earlyStopping: false, maxLeaves: 255 });
  // The comparison waits for a model that takes many minutes, and the evaluation for the comparison.
  const pipeline = await draw(page.request, { project, name: 'Two' }, [
    ['data', 'sample-data', { rows: 100_000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['one', 'gradient-boosted-trees', trees(20), { rows: 'split.split' }],
    ['long', 'gradient-boosted-trees', trees(5_000), { rows: 'split.split' }],
    ['compare', 'compare-candidates', {}, { models: ['one.model', 'long.model'], rows: 'split.split' }],
    ['judge', 'evaluate', {}, { model: 'compare.best', rows: 'split.split' }],
  ]);
  const run = await mutate<{ id: string }>(page.request, 'runs.start', { project, pipeline });
  await goToTab(page, 'Experiments', 'Leaderboard');
  const only = page.getByRole('table', { name: 'Leaderboard' }).getByRole('button', { name: /^Deploy / });
  const sheet = page.getByRole('dialog');

  await only.click({ timeout: 90_000 });
  await sheet.getByRole('textbox', { name: 'Model' }).fill('churn');
  await sheet.getByRole('textbox', { name: 'Endpoint' }).fill('churn-api');
  await expect(sheet.getByText('It waits for its evaluation')).toBeVisible();
  await photograph(page, 'deploy-will-wait');
  await page.getByRole('button', { name: 'Deploy v1 to the sandbox' }).click();
  await expect(sheet.getByText(/^Waits for the evaluation of churn v1: step "Evaluate" of run 1\.$/)).toBeVisible({
    timeout: 120_000,
  });
  await photograph(page, 'deploy-waits');
  await sheet.getByRole('button', { name: 'Cancel this deployment' }).click();
  await expect(sheet.getByText('This deployment was cancelled.')).toBeVisible();
  await photograph(page, 'deploy-cancelled');

  await mutate(page.request, 'runs.cancel', { project, id: run.id });
});
