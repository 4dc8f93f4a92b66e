import { expect } from '@playwright/test';
import { draw } from './support/api';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

test('published features are listed, looked up by key, and read by another pipeline', {
  tag: ['@features', '@feature-list', '@starts'],
}, async ({ page }) => {
  // A project of its own: batches that other tests land would start what refreshes the view.
  const project = await makeProject(page, 'Features');
  const slug = project.split('/').at(-1) ?? '';
  const publisher = await draw(page.request, { project: slug, name: 'Customer profile' }, [
    ['data', 'sample-data', { sample: 'churn' }],
    [
      'publish',
      'publish-features',
      { view: 'customer-profile', features: ['tenure_months', 'contract'], maxAge: 30 },
      { table: 'data' },
    ],
  ]);
  await page.goto(`${project}/pipelines/${publisher}`);
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.getByText(/Run \d+ done/).first()).toBeVisible({ timeout: 90_000 });

  await goToTab(page, 'Data', 'Feature views');
  const row = page.getByRole('row', { name: /customer-profile/ });
  await expect(row).toContainText('2,000');
  await photograph(page, 'feature-views');
  await row.getByRole('link').click();
  await expect(
    page.getByRole('heading', { name: /: 2 features of 2,000 entities, found by customer_id.$/ }),
  ).toBeVisible();
  await expect(page.getByText('customer-profile:tenure_months')).toBeVisible();
  await photograph(page, 'feature-view');

  await page.getByRole('tab', { name: 'Look up' }).click();
  await page.getByLabel('customer_id').fill('C000002');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('table', { name: 'Values' }).getByRole('row', { name: /tenure_months \d+/ }),
  ).toBeVisible();
  await photograph(page, 'feature-look-up');
  await page.getByLabel('customer_id').fill('nobody');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nobody with this key is online')).toBeVisible();

  await draw(page.request, { project: slug, name: 'Churn from features' }, [
    ['data', 'sample-data', { sample: 'churn' }],
    ['look', 'lookup-features', { view: 'customer-profile' }, { table: 'data' }],
  ]);
  await page.reload();
  await page.getByRole('tab', { name: /^Used by/ }).click();
  await expect(page.getByRole('row', { name: /Churn from features/ })).toContainText('Looks it up for training');
  await page.getByRole('tab', { name: 'From a program' }).click();
  await expect(page.getByText('/get-online-features')).toBeVisible();
  await photograph(page, 'feature-request');

  // What refreshes it: its publisher gets a clock here, and shows it on its own page.
  await page.getByRole('tab', { name: 'Refresh' }).click();
  const refreshed = page.getByRole('region', { name: 'Refreshed by Customer profile' });
  await refreshed.getByRole('button', { name: 'Add clock' }).click();
  await expect(refreshed.getByRole('switch', { name: 'Clock 0 6 * * *' })).toBeChecked();
  await refreshed.getByRole('button', { name: 'Start it when…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make trigger' }).click();
  await expect(refreshed.getByRole('row', { name: /any dataset gets a batch/ })).toBeVisible();
  await photograph(page, 'feature-refresh');
  await page.goto(`${project}/pipelines`);
  await photograph(page, 'pipelines');
  await page.getByRole('link', { name: 'When Customer profile starts by itself' }).click();
  await expect(page.getByRole('heading', { name: /Customer profile starts in/ })).toBeVisible();
  await photograph(page, 'pipeline-starts');
  await page.getByRole('link', { name: 'Open the drawing' }).click();
  await page.getByRole('link', { name: 'When it starts by itself' }).click();
  await expect(page.getByRole('switch', { name: 'Clock 0 6 * * *' })).toBeChecked();
  await page.getByRole('button', { name: 'Delete the trigger of Customer profile' }).click();
  await page.getByRole('button', { name: 'Delete trigger' }).click();
  await expect(page.getByText('No event starts it')).toBeVisible();

  await page.goto(`${project}/features/customer-profile`);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('alertdialog')).toContainText('Churn from features can no longer look it up.');
  await photograph(page, 'feature-view-delete');
  await page.getByRole('button', { name: 'Delete feature view' }).click();
  await expect(page.getByText('No feature view yet')).toBeVisible();
});
