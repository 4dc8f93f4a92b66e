import { expect } from '@playwright/test';
import { draw } from './support/api';
import { select, showEverything } from './support/canvas';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

test('a split has a receipt that can be verified, and every look at its test rows is in the ledger', {
  tag: '@splits',
}, async ({ page }) => {
  const project = await makeProject(page, 'Splits');
  const slug = project.split('/').at(-1) ?? '';
  const pipeline = await draw(page.request, { project: slug, name: 'Churn' }, [
    ['data', 'sample-data', { sample: 'churn', rows: 500 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['model', 'baseline', { target: 'churned' }, { rows: 'split.split' }],
    ['evaluate', 'evaluate', {}, { model: 'model.model', rows: 'split.split' }],
  ]);
  await page.goto(`${project}/pipelines/${pipeline}`);
  await page.getByRole('button', { name: /^Run/ }).first().click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 120_000 });
  await showEverything(page);
  await select(page, 'Split rows');
  await page.getByRole('complementary').getByRole('tab', { name: 'Data' }).click();
  const receipt = page.getByRole('region', { name: 'Receipt of the split' });
  await expect(receipt).toContainText('The test rows were looked at once.', { timeout: 60_000 });
  await receipt.getByRole('button', { name: 'Verify receipt' }).click();
  await expect(receipt).toContainText('The receipt holds');
  await receipt.getByRole('button', { name: 'Rows by API' }).click();
  await expect(page.getByRole('dialog')).toContainText(`/api/v1/splits/`);
  await page.keyboard.press('Escape');

  await goToTab(page, 'Experiments', 'Leaderboard');
  const ledger = page.getByRole('region', { name: 'Uses of the test rows' });
  await ledger.getByText('Show each use').click();
  await expect(ledger.getByRole('table')).toContainText('Evaluated a model');
  await photograph(page, 'ledger');
});
