import { writeFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { draw } from './support/api';
import { choose } from './support/canvas';
import { environment } from './support/env';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

/** Lands another file in the dataset, as somebody else would meanwhile. */
async function land(page: Page, o: { project: string; name: string; text: string }): Promise<void> {
  const query = new URLSearchParams({ project: o.project, name: o.name, file: 'more.csv' });
  const headers = { origin: environment.baseUrl, 'content-type': 'text/csv' };
  const answer = await page.request.post(`/api/upload?${query}`, { headers, data: o.text });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test(
  'a batch that lands while its dataset is open is told of, and all batches are read as one table',
  {
    tag: '@several-batches',
  },
  async ({ page }, info) => {
    const project = await makeProject(page, 'Several batches');
    const slug = project.split('/').at(-1) ?? '';
    const file = info.outputPath('shop.csv');
    writeFileSync(file, 'id,amount\n1,10\n2,20\n');
    await page.goto(`${project}/data`);
    await upload(page, file);
    const address = new URL(page.url()).pathname;
    await land(page, { project: slug, name: 'shop', text: 'id,amount,tip\n3,2.5,0.5\n4,1,2,3\n' });
    await expect(page.getByText('Batch 2 has landed')).toBeVisible({ timeout: 20_000 });
    await photograph(page, 'batch-landed');
    await page.getByRole('button', { name: 'Show batch 2' }).click();
    await expect(page.getByText('batch 2', { exact: true })).toBeVisible();
    await expect(page.getByText('Batch 2 has landed')).toHaveCount(0);
    await page.goto(`${address}?tab=rejects`);
    await expect(page.getByText('1 line is left out. The file as it came is kept whole.')).toBeVisible();
    await photograph(page, 'rejected-line');

    const dataset = address.split('/').at(-1);
    const id = await draw(page.request, { project: slug, name: 'All of them' }, [['shop', 'dataset', { dataset }]]);
    const step = page.locator('article.step[data-step="shop"]');
    await page.goto(`${project}/pipelines/${id}`);
    await step.click();
    await page.keyboard.press('Shift+1');
    await choose(page, { field: 'Batch', option: 'All when it runs, as one table' });
    await expect(step).toContainText('All batches');
    await expect(page.getByText('Batch 1 has no').first()).toBeVisible();
    await expect(page.getByText('1 line is left out (see Rejected on its page).').first()).toBeVisible();
    const grid = page.getByRole('grid', { name: 'Rows of the preview' });
    await expect(grid.getByRole('columnheader', { name: /tip/ })).toBeVisible();
    await photograph(page, 'all-batches');
    await page.getByRole('button', { name: 'Run to here' }).first().click();
    await expect(step).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
    await expect(
      page.getByRole('grid', { name: 'Rows', exact: true }).getByRole('gridcell', { name: '2.5' }),
    ).toBeVisible();
    await photograph(page, 'all-batches-ran');

    await choose(page, { field: 'Batch', option: 'All since a time, as one table' });
    await expect(page.getByLabel('Landed since')).not.toHaveValue('');
    await expect(step).toContainText('Batches since');
    await photograph(page, 'batches-since');
    await choose(page, { field: 'Batch', option: 'Batch 1,' });
    await expect(step).toContainText('Batch 1, ');
  },
);

test('a folder that may not be watched is told of at once, and makes no source', {
  tag: '@watch-roots',
}, async ({ page }) => {
  const project = await makeProject(page, 'Folders');
  await page.goto(`${project}/data?tab=sources`);
  await page.getByRole('button', { name: 'New source' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Folder/ }).click();
  await expect(dialog.getByText('No folder may be watched in this installation yet')).toBeVisible();
  await dialog.getByLabel('Name', { exact: true }).fill('Arrivals');
  await dialog.getByLabel('Lands in the dataset').fill('arrivals');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('/srv/shop');
  await expect(dialog.getByText('WATCH_ROOTS=/srv/shop', { exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Make source' }).click();
  await expect(dialog.getByText('/srv/shop cannot be watched')).toBeVisible();
  await photograph(page, 'folder-refused');
});
