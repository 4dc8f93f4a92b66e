import { expect } from '@playwright/test';
import { draw } from './support/api';
import { goTo, owner, test } from './support/owner';
import { photograph } from './support/photograph';

const project = `/p/${owner.project}`;

test('published features are listed, looked up by key, and read by another pipeline', { tag: '@features' }, async ({
  page,
}) => {
  const publisher = await draw(page.request, { project: owner.project, name: 'Customer profile' }, [
    ['data', 'sample-data', { sample: 'churn' }],
    [
      'publish',
      'publish-features',
      { view: 'customer-profile', features: ['tenure_months', 'contract'], maxAge: 30 },
      { table: 'data' },
    ],
  ]);
  await page.goto(`${project}/pipelines/${publisher}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText(/Run \d+ done/).first()).toBeVisible({ timeout: 90_000 });

  await goTo(page, 'Features');
  const row = page.getByRole('row', { name: /customer-profile/ });
  await expect(row).toContainText('2,000');
  await photograph(page, 'feature-views');
  await row.getByRole('link').click();
  await expect(
    page.getByRole('heading', { name: '2 features of 2,000 entities, found by customer_id.' }),
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

  await draw(page.request, { project: owner.project, name: 'Churn from features' }, [
    ['data', 'sample-data', { sample: 'churn' }],
    ['look', 'lookup-features', { view: 'customer-profile' }, { table: 'data' }],
  ]);
  await page.reload();
  await page.getByRole('tab', { name: /^Used by/ }).click();
  await expect(page.getByRole('row', { name: /Churn from features/ })).toContainText('Looks it up for training');
  await page.getByRole('tab', { name: 'From a program' }).click();
  await expect(page.getByText('/get-online-features')).toBeVisible();
  await photograph(page, 'feature-request');
});
