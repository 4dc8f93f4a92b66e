import { expect } from '@playwright/test';
import { draw } from './support/api';
import { select } from './support/canvas';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

test('a fit is watched, and asked for the best so far', { tag: '@finish' }, async ({ page }) => {
  const project = await makeProject(page, 'Long fits');
  const id = await draw(page.request, { project: project.split('/').at(-1) ?? '', name: 'Slow trees' }, [
    ['data', 'sample-data', { rows: 50_000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    // More rounds than anybody waits for.
    ['trees', 'gradient-boosted-trees', { rounds: 5000, earlyStopping: false }, { rows: 'split.split' }],
  ]);
  await page.goto(`${project}/pipelines/${id}`);
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await select(page, 'Gradient-boosted trees');
  const inspector = page.getByRole('complementary', { name: /^Settings of/ });
  await inspector.getByRole('tab', { name: 'Log' }).click();
  const curve = inspector.getByRole('figure', { name: /^Learning curve/ });
  await expect(curve).toBeVisible({ timeout: 60_000 });
  await photograph(page, 'fit-live');

  await inspector.getByRole('button', { name: 'Stop and keep the best so far' }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 60_000 });
  await expect(inspector.getByText(/this is the best so far/)).toBeVisible();

  // The curve is kept: it is there after a reload, in the editor and on the page of the run.
  await page.reload();
  await select(page, 'Gradient-boosted trees');
  await inspector.getByRole('tab', { name: 'Log' }).click();
  await expect(curve).toBeVisible();
  await photograph(page, 'fit-done');
  await page.goto(`${project}/runs`);
  await page
    .getByRole('row', { name: /Slow trees/ })
    .first()
    .click();
  await page.getByRole('row', { name: /Gradient-boosted trees/ }).click();
  await expect(page.getByRole('figure', { name: /^Learning curve/ })).toBeVisible();
  await photograph(page, 'fit-run-page');

  // What was cut short by choice is not used again.
  await page.goto(`${project}/pipelines/${id}`);
  await expect(page.getByRole('button', { name: 'Run 1 step' })).toBeVisible();
});
