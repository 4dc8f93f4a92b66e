import { expect, type Page } from '@playwright/test';
import { stepNamed } from './support/canvas';
import { writeOrders } from './support/orders-table';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

test.describe.configure({ mode: 'serial' });

let dataset = '';

/** The tab is in the address: it opens a moment after the click. */
async function openTab(page: Page, name: string): Promise<void> {
  const tab = page.getByRole('tab', { name: new RegExp(`^${name}`) });
  await tab.click();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
}

test(
  'two batches of a dataset are uploaded, filtered and looked at',
  { tag: ['@versions', '@profile'] },
  async ({ page }, info) => {
    const project = await makeProject(page, 'Data pages');
    await page.goto(`${project}/data`);
    await upload(page, writeOrders(info.outputPath('orders.csv'), { seed: 7 }));
    dataset = new URL(page.url()).pathname;
    await openTab(page, 'Batches');
    await photograph(page, 'batches-one');
    await upload(page, writeOrders(info.outputPath('orders-2.csv'), { seed: 8, moved: true }));
    await expect(page.getByText('batch 2', { exact: true })).toBeVisible();

    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('west');
    await photograph(page, 'dataset-filter');
    await page.keyboard.press('Enter');
    await expect(page.getByText('region contains west')).toBeVisible();
    await expect(page.getByText(/^\d{2,3} of 400 rows/)).toBeVisible();
    await page.getByRole('button', { name: 'Take the filter of region away' }).click();

    const bars = page.getByRole('slider', { name: 'Histogram of amount: choose a range' });
    await bars.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(bars).toHaveAttribute('aria-valuetext', /^[\d.]+ to [\d.]+$/);
    await photograph(page, 'dataset-range');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^amount at least/)).toBeVisible();
    await expect(page.getByText(/^amount at most/)).toBeVisible();
    await expect(page.getByText(/^\d{1,3} of 400 rows/)).toBeVisible();
    const box = await bars.boundingBox();
    if (box === null) throw new Error('the histogram is not on the screen');
    await page.mouse.move(box.x + 2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + 10, { steps: 5 });
    await page.mouse.up();
    await expect(page.getByText(/^amount at least/)).toHaveCount(1);
    await expect(page.getByText(/^(39\d|400) of 400 rows/)).toBeVisible();

    await openTab(page, 'Profile');
    await expect(page.getByRole('heading', { name: 'amount', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Split by' }).click();
    await page.getByRole('option', { name: /^returned/ }).click();
    await expect(page.getByText('Alone it tells the target with a score of').first()).toBeVisible({ timeout: 60_000 });
    await photograph(page, 'dataset-profile-split');
  },
);

test('datasets are listed with their rows, each the way to its pages', { tag: '@datasets' }, async ({ page }) => {
  await page.goto(dataset.slice(0, dataset.lastIndexOf('/')));
  await expect(page.getByText('1 dataset, 400 rows in their latest batches.')).toBeVisible();
  const row = page.getByRole('table', { name: 'Datasets' }).getByRole('row').nth(1);
  await expect(row).toContainText('orders');
  await expect(row).toContainText('400');
  await row.getByRole('link', { name: 'orders', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${dataset}$`));
});

test('columns that go together open as a picture', { tag: '@correlations' }, async ({ page }) => {
  await page.goto(`${dataset}?tab=correlations`);
  await page
    .getByRole('table', { name: 'Columns that go together' })
    .getByRole('button', { name: /^amount and weight: Pearson 0\.9/ })
    .click();
  await expect(page.getByRole('heading', { name: 'weight and amount' })).toBeVisible();
  await expect(page.getByText(/^Pearson 0\.9\d*, Spearman 0\.9\d*: strongly together\.$/)).toBeVisible();
  await expect(page.getByText(/^all 400 rows$/).first()).toBeVisible();
  await photograph(page, 'dataset-correlations');
});

test('the history says what moved from batch to batch, and two batches are compared', {
  tag: ['@history', '@compare'],
}, async ({ page }) => {
  await page.goto(`${dataset}?tab=history`);
  const newest = page.getByRole('table', { name: 'History of batches' }).getByRole('row').nth(1);
  await expect(page.getByText('It moved most in the newest batch')).toBeVisible();
  await page.getByRole('button', { name: 'Column', exact: true }).click();
  await page.getByRole('option', { name: 'region' }).click();
  await expect(newest).toContainText('new: west');
  await page.getByRole('button', { name: 'Column', exact: true }).click();
  await page.getByRole('option', { name: 'amount' }).click();
  await expect(page.getByText('No cell of amount is missing in any batch.')).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'New and lost' })).toHaveCount(0);
  await expect(newest).toContainText('different');
  await photograph(page, 'dataset-history');

  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/\/data\/compare\?/);
  await expect(page.getByText('orders 1, all 400 rows')).toBeVisible();
  await expect(page.getByText('New: west')).toBeVisible();
  await expect(page.getByRole('img', { name: 'Both distributions of amount' })).toBeVisible();
  await photograph(page, 'compare');
});

test('a finding is ignored for a reason, comes back, and is mended in a new pipeline', { tag: '@quality' }, async ({
  page,
}) => {
  await page.goto(`${dataset}?tab=quality`);
  const ignore = page.getByRole('button', { name: 'Ignore, because…' });
  const before = await ignore.count();
  await ignore.first().click();
  await page.getByRole('textbox', { name: 'Why can it stay as it is?' }).fill('weighed at the door only');
  await photograph(page, 'dataset-ignore');
  await page.keyboard.press('Enter');
  await page.getByText('1 ignored').click();
  await expect(page.getByText('Ignored because: weighed at the door only')).toBeVisible();
  await photograph(page, 'dataset-quality-ignored');
  await page.getByRole('button', { name: 'Show again' }).click();
  await expect(ignore).toHaveCount(before);
  await page.getByRole('button', { name: 'Fill the gaps' }).click();
  await expect(page).toHaveURL(/\/pipelines\/[0-9a-f-]+/);
  await expect(stepNamed(page, 'Impute missing')).toBeVisible();
});
