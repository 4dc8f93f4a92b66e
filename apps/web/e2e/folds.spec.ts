import { expect } from '@playwright/test';
import { addAfter, choose, connectByKeyboard, select, showEverything } from './support/canvas';
import { writeOrders } from './support/orders-table';
import { goTo, goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

test.describe.configure({ mode: 'serial' });

let project = '';
let drawing = '';

test('what learns before the split is a problem that one click mends', { tag: '@lint' }, async ({ page }, info) => {
  project = await makeProject(page, 'Folds');
  await page.goto(`${project}/data`);
  await upload(page, writeOrders(info.outputPath('orders.csv'), { seed: 7 }));
  await goTo(page, 'Pipelines');
  await page.getByRole('button', { name: 'New pipeline', exact: true }).click();
  await page.getByRole('button', { name: 'Add a dataset' }).click();
  await choose(page, { field: 'Dataset', option: 'orders' });
  await addAfter(page, { after: 'Dataset', title: 'Select columns' });
  await choose(page, { field: 'Target', option: 'returned' });
  await addAfter(page, { after: 'Select columns', title: 'Impute missing' });
  await addAfter(page, { after: 'Impute missing', title: 'Split rows' });
  await page.getByRole('button', { name: /warning/ }).click();
  const problems = page.getByRole('list', { name: 'Problems' });
  const learns = problems.getByRole('listitem').filter({ hasText: 'learns from all rows' });
  await expect(learns).toHaveCount(1);
  await showEverything(page);
  await photograph(page, 'lint');

  await learns.getByRole('button', { name: 'Ignore, because…' }).click();
  await page.getByRole('textbox', { name: 'Why is this fine here?' }).fill('only to look at it');
  await photograph(page, 'lint-ignore');
  await page.getByRole('button', { name: 'Ignore', exact: true }).click();
  await expect(learns).toHaveCount(0);
  await expect(page.getByText('1 ignored, each with a reason')).toBeVisible();
  await photograph(page, 'lint-ignored');
  await page.getByRole('region', { name: 'Results' }).getByRole('button', { name: 'Show again' }).click();
  await learns.getByRole('button', { name: /^Move .*Split rows.* before .*Impute missing/ }).click();
  await expect(learns).toHaveCount(0);
  await expect(page.getByText(/^Saved/)).toBeVisible();
  drawing = page.url();
});

test('steps are refitted in folds, and the leaderboard says how far they spread', { tag: '@folds' }, async ({
  page,
}) => {
  await page.goto(drawing);
  await addAfter(page, { after: 'Impute missing', title: 'Cross-validate' });
  await addAfter(page, { after: 'Cross-validate', title: 'Encode categories' });
  await addAfter(page, { after: 'Encode categories', title: 'Logistic regression' });
  await addAfter(page, { after: 'Logistic regression', title: 'Evaluate' });
  await connectByKeyboard(page, 'Evaluate', 'Rows from Folds of Cross-validate');
  await expect(page.getByRole('region', { name: /^Refitted in each of 5 folds/ })).toBeVisible();
  await showEverything(page);
  await photograph(page, 'folds');
  await page.getByRole('button', { name: 'What a run would do' }).click();
  const planned = page.getByRole('dialog', { name: 'Run plan' }).getByRole('list', { name: 'Side by side' });
  await expect(planned).toContainText(/5 folds and 1 fit on all train rows, .*( of 1 worker|on 1 worker with 1 place)/);
  await photograph(page, 'folds-plan');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 120_000 });
  await showEverything(page);
  await photograph(page, 'folds-done');
  await select(page, 'Split rows');
  await page.getByRole('complementary').getByRole('tab', { name: 'Data' }).click();
  await page.getByRole('button', { name: 'Verify receipt' }).click();
  await expect(page.getByText('The receipt holds')).toBeVisible();
  await photograph(page, 'split-receipt');

  await goToTab(page, 'Pipelines', 'Runs');
  await page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1).click();
  const spread = page.getByRole('list', { name: 'Side by side' });
  await expect(spread).toContainText(/5 folds and 1 fit on all train rows.* Ran: 6 on \S+ · \d+\./);
  await expect(page.getByRole('table', { name: 'Steps' }).getByRole('columnheader', { name: 'Worker' })).toBeVisible();
  await photograph(page, 'folds-run');

  await goToTab(page, 'Experiments', 'Leaderboard');
  const best = page.getByRole('table', { name: 'Leaderboard' }).getByRole('row').nth(1);
  await expect(best).toContainText(/0\.\d{3} ± 0\.\d{3}/);
  await expect(page.getByRole('columnheader', { name: /mean of folds/ })).toBeVisible();
  await photograph(page, 'experiments-folds');
});
