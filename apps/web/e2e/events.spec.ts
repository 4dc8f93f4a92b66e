import { expect, type Page } from '@playwright/test';
import { mutate } from './support/api';
import { addAfter, choose } from './support/canvas';
import { writeOrders } from './support/orders-table';
import { goTo, goToTab, navigation, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

test(
  'a pipeline starts by itself when its dataset gets a batch',
  { tag: ['@timeline', '@triggers'] },
  async ({ page }, info) => {
    const project = await makeProject(page, 'Events');
    await goToTab(page, 'Monitoring', 'Events');
    await expect(page.getByText('Nothing has happened yet').first()).toBeVisible();
    await photograph(page, 'events-empty');
    await page.goto(`${project}/data`);
    await upload(page, writeOrders(info.outputPath('orders.csv'), { seed: 7 }));
    const dataset = page.url();
    await drawPipeline(page);

    await goToTab(page, 'Monitoring', 'Events');
    await page.getByRole('tab', { name: /^Starts by itself/ }).click();
    await photograph(page, 'triggers-empty');
    await page.getByRole('button', { name: 'Start a pipeline when…' }).click();
    await page.getByRole('combobox', { name: 'Pipeline' }).click();
    await page.getByRole('option', { name: 'New pipeline' }).click();
    await page.getByRole('combobox', { name: 'Dataset' }).click();
    await page.getByRole('option', { name: 'orders', exact: true }).click();
    await photograph(page, 'trigger-new');
    await page.getByRole('button', { name: 'Make trigger' }).click();
    await expect(page.getByRole('table', { name: 'Triggers' })).toContainText('orders gets a batch');
    await photograph(page, 'triggers');

    await page.goto(`${dataset}?tab=batches`);
    await upload(page, writeOrders(info.outputPath('orders-2.csv'), { seed: 8, moved: true }));
    await goToTab(page, 'Monitoring', 'Events');
    const happened = page.getByRole('table', { name: 'Events' });
    // Two processes hand the event on before the page asks for it: on a busy machine each waits for its turn.
    await expect(happened).toContainText('Batch 2 landed with 400 rows', { timeout: 120_000 });
    await expect(happened).toContainText('A run succeeded', { timeout: 120_000 });
    await photograph(page, 'events');
    await happened.getByRole('row', { name: /A run succeeded/ }).click();
    await expect(page.getByRole('dialog')).toContainText('run-finished');
    await photograph(page, 'event');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: /^Readers/ }).click();
    await expect(page.getByRole('table', { name: 'Readers' })).toContainText('raw-data-extracted');
    await photograph(page, 'readers');
    await page.getByRole('tab', { name: /^Put aside/ }).click();
    await photograph(page, 'put-aside-empty');
    await goToTab(page, 'Pipelines', 'Runs');
    await expect(page.getByRole('row', { name: /Done/ })).toHaveCount(1);
  },
);

test('an event that names no source is put aside, looked at, tried again and dismissed', { tag: '@put-aside' }, async ({
  page,
}) => {
  const project = await makeProject(page, 'Put aside');
  const slug = project.split('/').at(-1) ?? '';
  const { key } = await mutate<{ key: string }>(page.request, 'keys.create', {
    project: slug,
    ...{ name: 'producer', scopes: ['run'] },
  });
  const answer = await page.request.post('/api/v1/topics/source-data-available/events', {
    headers: { authorization: `Bearer ${key}` },
    data: { events: [{ data: { source: 'nobody knows it' } }] },
  });
  expect(answer.ok(), await answer.text()).toBe(true);

  await page.goto(`${project}/events?tab=aside`);
  const aside = page.getByRole('table', { name: 'Events put aside' });
  await expect(aside).toContainText('There is no source', { timeout: 60_000 });
  await expect(page.getByRole('tab', { name: /^Put aside\s*1$/ })).toHaveAttribute('aria-selected', 'true');
  const attention = navigation(page).getByRole('link', { name: /^Monitoring, / });
  await expect(attention).toHaveAccessibleName('Monitoring, 1 event put aside');
  await photograph(page, 'put-aside');
  await aside.getByRole('button', { name: 'source-data-available 1', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('nobody knows it');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Try source-data-available 1 again' }).click();
  // While it is tried nothing can be decided: what is open then goes.
  await expect(aside.getByRole('cell', { name: '2', exact: true })).toBeVisible({ timeout: 60_000 });
  const dismiss = page.getByRole('button', { name: 'Dismiss source-data-available 1' });
  await expect(dismiss).toBeVisible({ timeout: 60_000 });
  await dismiss.click();
  await page.getByRole('button', { name: 'Dismiss event' }).click();
  await expect(aside).toContainText('dismissed');
  await expect(page.getByText('Every event was handled.')).toBeVisible();
  await expect(attention).toHaveCount(0);
});

/** Two steps are enough to run. */
async function drawPipeline(page: Page): Promise<void> {
  await goTo(page, 'Pipelines');
  await page.getByRole('button', { name: 'New pipeline', exact: true }).click();
  await page.getByRole('button', { name: 'Add a dataset' }).click();
  await choose(page, { field: 'Dataset', option: 'orders' });
  await addAfter(page, { after: 'Dataset', title: 'Drop duplicates' });
  await expect(page.getByText(/^Saved/)).toBeVisible();
}
