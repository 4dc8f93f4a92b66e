import { expect } from '@playwright/test';
import { draw, mutate } from './support/api';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

test('a release that is worse on groups of held-out rows is stopped, names them, and goes out with a reason', {
  tag: '@rollout',
}, async ({ page }) => {
  const address = await makeProject(page, 'Groups');
  const project = address.slice(3);
  const trees = (rounds: number, maxLeaves: number) => ({ target: 'churned', rounds, maxLeaves, earlyStopping: false });
  // Neither is evaluated: no figure stops the second one, its answers to the same rows do.
  const pipeline = await draw(page.request, { project, name: 'Two' }, [
    ['data', 'sample-data', { rows: 6000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['good', 'gradient-boosted-trees', trees(40, 31), { rows: 'split.split' }],
    ['poor', 'gradient-boosted-trees', trees(1, 2), { rows: 'split.split' }],
  ]);
  await mutate(page.request, 'runs.start', { project, pipeline });
  await goToTab(page, 'Experiments', 'Leaderboard');
  const rows = page.getByRole('table', { name: 'Leaderboard' }).getByRole('row');
  await expect(rows).toHaveCount(3, { timeout: 90_000 });
  const sheet = page.getByRole('dialog');
  const checks = sheet.getByRole('list', { name: 'Checks' });
  const fill = async (rounds: number) => {
    const row = rows.filter({ hasText: new RegExp(`most rounds ${rounds}\\b`) });
    await row.getByRole('button', { name: /^Deploy / }).click();
    await sheet.getByRole('textbox', { name: 'Model' }).fill('churn');
    await sheet.getByRole('textbox', { name: 'Endpoint' }).fill('churn-api');
  };

  await fill(40);
  await expect(checks).toContainText('Held-out rows, as a table and one by one');
  await page.getByRole('button', { name: 'Deploy v1 to the sandbox' }).click();
  await expect(page.getByText('churn-api now answers with churn v1.')).toBeVisible({ timeout: 120_000 });
  await expect(checks.getByText(/^No difference\. \(900 of 900 held-out rows\)$/)).toBeVisible();
  await page.keyboard.press('Escape');

  await fill(1);
  await expect(checks.getByText('Checked while it deploys, on rows that were held out of its training.')).toHaveCount(
    2,
  );
  await expect(sheet.getByText('It waits for its evaluation')).toHaveCount(0);
  await page.getByRole('button', { name: 'Deploy v2 to the sandbox' }).click();
  const named =
    /^Worse than churn v1 on \d+ of \d+ groups: .*: ROC AUC 0\.\d+ against 0\.\d+, 95% interval .*\(900 rows\)$/;
  await expect(checks.getByText(named)).toBeVisible({ timeout: 120_000 });
  await expect(sheet.getByText(/^The checks stopped this deployment\./)).toBeVisible();
  await expect(sheet.getByRole('list', { name: 'Stages' }).getByLabel('done, checks failed')).toBeVisible();
  await expect(sheet.getByRole('heading', { name: / was not deployed$/ })).toBeVisible();
  await expect(sheet.getByText('Failed: Groups of rows against what answers today')).toBeVisible();
  await photograph(page, 'worse-groups');
  await sheet.getByRole('button', { name: 'Go to the checks' }).click();
  await expect(checks).toBeInViewport();

  await sheet.getByRole('textbox', { name: 'Why deploy it all the same' }).fill('Only to see that a reason is enough.');
  await sheet.getByRole('textbox', { name: /churn-api/ }).fill('churn-api');
  await sheet.getByRole('button', { name: 'Override and deploy' }).click();
  await expect(page.getByText('churn-api now answers with churn v2.')).toBeVisible({ timeout: 120_000 });

  // The page of the model has all of them, where the sheet names three.
  await page.keyboard.press('Escape');
  await page.goto(`${address}/models`);
  await page.getByRole('link', { name: 'churn', exact: true }).click();
  await page.getByRole('tab', { name: 'Slices' }).click();
  const worse = page.getByRole('region', { name: 'Worse than what answered' });
  await expect(worse.getByRole('listitem').first()).toContainText(/ROC AUC 0\.\d+ against 0\.\d+/);
  await page.getByRole('button', { name: 'Explain this model' }).click();
  await expect(page.getByRole('table', { name: 'Worst groups of rows' })).toBeVisible({ timeout: 120_000 });
  await photograph(page, 'worse-groups-slices');
});
