import { expect, type Page } from '@playwright/test';
import { draw, mutate, query } from './support/api';
import { landFile } from './support/land-file';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Endpoints = { endpoints: { id: string; answers: string | null }[] };

/** Trains and deploys on the sample data; answers the endpoint. */
async function deployed(page: Page, project: string): Promise<string> {
  const pipeline = await draw(page.request, { project, name: 'Churn' }, [
    ['data', 'sample-data', { rows: 2000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['trees', 'gradient-boosted-trees', { target: 'churned', rounds: 10 }, { rows: 'split.split' }],
    ['register', 'register-model', { name: 'churn' }, { model: 'trees.model', rows: 'split.split' }],
    ['deploy', 'deploy', { endpoint: 'churn-api' }, { release: 'register.release' }],
  ]);
  await mutate(page.request, 'runs.start', { project, pipeline });
  const find = async () => {
    const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project });
    return endpoints.find(({ answers }) => answers !== null)?.id ?? null;
  };
  await expect.poll(find, { timeout: 120_000 }).not.toBeNull();
  return (await find()) ?? '';
}

test('a release is moved into a process of its own and back, and goes live, from the page of its endpoint', {
  tag: '@endpoint-tabs',
}, async ({ page }) => {
  const address = await makeProject(page, 'Processes');
  const project = address.slice(3);
  const id = await deployed(page, project);
  await page.goto(`${address}/deployments/${id}?tab=processes`);
  const row = page.getByRole('table', { name: 'Processes of releases' }).getByRole('row').nth(1);
  await expect(row).toContainText('churn v1');
  await expect(row).toContainText('the scoring process');
  await photograph(page, 'processes-shared');

  await page.getByRole('combobox', { name: 'Where releases answer' }).click();
  await page.getByRole('option', { name: 'A process for each release' }).click();
  await expect(row).toContainText(/its own/, { timeout: 30_000 });
  const ask = async () => {
    const { row: sample } = await query<{ row: object }>(page.request, 'endpoints.sampleRow', {
      ...{ project, id, offset: 0 },
    });
    await mutate(page.request, 'endpoints.test', { project, id, row: sample });
  };
  await expect(async () => {
    await ask();
    await expect(row).toContainText(/its own, \d+/, { timeout: 3_000 });
    await expect(row).toContainText('answers', { timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await photograph(page, 'processes-own');

  await page.getByRole('combobox', { name: 'Where releases answer' }).click();
  await page.getByRole('option', { name: 'The scoring process' }).click();
  await expect(row).toContainText('the scoring process', { timeout: 30_000 });
  await ask();

  // From the sandbox to live, with a reason.
  await page.getByRole('button', { name: 'Make it live' }).click();
  const live = page.getByRole('dialog', { name: 'Make churn-api live' });
  await expect(live.getByRole('button', { name: 'Make it live' })).toBeDisabled();
  await photograph(page, 'make-live');
  await live.getByRole('textbox', { name: 'Why it goes live' }).fill('It has been tried for a week.');
  await live.getByRole('button', { name: 'Make it live' }).click();
  await expect(live.getByText('churn-api now answers with churn v1.')).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Make it live' })).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('The endpoint churn-api answers with v1');
});

test('older batches are fetched when they are asked for', { tag: '@endpoint-tabs' }, async ({ page }) => {
  const address = await makeProject(page, 'Many batches');
  const project = address.slice(3);
  const id = await deployed(page, project);
  const { row } = await query<{ row: Record<string, unknown> }>(page.request, 'endpoints.sampleRow', {
    ...{ project, id, offset: 0 },
  });
  const content = `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;
  const dataset = await landFile(page.request, { project, file: 'one.csv', content });
  for (let batch = 0; batch < 52; batch += 1) {
    await mutate(page.request, 'batches.start', { project, endpoint: id, dataset });
  }
  await page.goto(`${address}/deployments/${id}?tab=batches`);
  const rows = page.getByRole('table', { name: 'Batches' }).getByRole('row');
  await expect(rows).toHaveCount(51);
  await page.getByRole('button', { name: 'Show older ones' }).scrollIntoViewIfNeeded();
  await photograph(page, 'batches-more');
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await expect(rows).toHaveCount(53);
  await expect(page.getByRole('button', { name: 'Show older ones' })).toHaveCount(0);
  await expect(rows.nth(52)).toContainText('Done', { timeout: 60_000 });
});

test('a customer that a batch has scored is answered by its number, from memory', { tag: '@endpoint-tabs' }, async ({
  page,
}) => {
  const address = await makeProject(page, 'From memory');
  const project = address.slice(3);
  const id = await deployed(page, project);
  await page.goto(`${address}/deployments/${id}?tab=memory`);
  await expect(page.getByText('Every row is computed when it is asked')).toBeVisible();
  await photograph(page, 'memory-empty');

  await page.getByRole('button', { name: 'Answer with scores' }).click();
  await page.getByLabel('Key', { exact: true }).fill('number');
  await photograph(page, 'memory-form');
  await page.getByRole('dialog').getByRole('button', { name: 'Answer with scores' }).click();
  const row = page.getByRole('table', { name: 'Scores of releases' }).getByRole('row').nth(1);
  await expect(row).toContainText('none: its model answers');

  const { row: sample } = await query<{ row: Record<string, unknown> }>(page.request, 'endpoints.sampleRow', {
    ...{ project, id, offset: 0 },
  });
  const lines = [1, 2, 3].map((number) => [number, ...Object.values(sample)].join(','));
  const content = [['number', ...Object.keys(sample)].join(','), ...lines, ''].join('\n');
  const dataset = await landFile(page.request, { project, file: 'customers.csv', content });
  await mutate(page.request, 'batches.start', { project, endpoint: id, dataset, keep: ['number'] });
  await expect(row).toContainText('3 rows of customers', { timeout: 60_000 });
  await expect(row).toContainText('until');
  const ask = () => mutate<{ answer: unknown }>(page.request, 'endpoints.test', { project, id, row: { number: 2 } });
  await expect(async () => {
    expect(JSON.stringify(await ask())).toContain('"precomputed"');
  }).toPass({ timeout: 60_000 });

  await page.getByRole('combobox', { name: 'How long answers are given again' }).click();
  await page.getByRole('option', { name: 'For 5 minutes' }).click();
  await expect(page.getByRole('combobox', { name: 'How long answers are given again' })).toContainText('For 5 minutes');
  await photograph(page, 'memory-scores');

  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('button', { name: 'Compute every row again' }).click();
  await expect(page.getByText('Every row is computed when it is asked')).toBeVisible();
});
