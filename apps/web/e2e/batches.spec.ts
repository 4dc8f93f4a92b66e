import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { draw, mutate, query } from './support/api';
import { landFile } from './support/land-file';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Endpoints = { endpoints: { id: string; name: string; answers: string | null }[] };

type Models = { models: { latest: number | null }[] };

/** Trains on a landed file, and deploys to `churn-api`; answers the address of its page. */
async function deployed(page: Page, o: { address: string; project: string; dataset: string }): Promise<string> {
  const pipeline = await draw(page.request, { project: o.project, name: 'Churn' }, [
    ['data', 'dataset', { dataset: o.dataset }],
    ['target', 'select-columns', { target: 'left' }, { table: 'data' }],
    ['split', 'split-rows', {}, { table: 'target' }],
    ['trees', 'gradient-boosted-trees', { rounds: 10 }, { rows: 'split.split' }],
    ['judge', 'evaluate', {}, { model: 'trees.model', rows: 'split.split' }],
    [
      'register',
      'register-model',
      { name: 'churn' },
      { model: 'trees.model', rows: 'split.split', evaluation: 'judge.evaluation' },
    ],
    ['deploy', 'deploy', { endpoint: 'churn-api' }, { release: 'register.release' }],
  ]);
  await mutate(page.request, 'runs.start', { project: o.project, pipeline });
  const find = async () => {
    const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project: o.project });
    return endpoints.find(({ answers }) => answers !== null)?.id ?? null;
  };
  await expect.poll(find, { timeout: 120_000 }).not.toBeNull();
  return `${o.address}/deployments/${await find()}`;
}

/** Registers a second version of the model, which answers nowhere. */
async function registerAnother(page: Page, o: { project: string; dataset: string }): Promise<void> {
  const pipeline = await draw(page.request, { project: o.project, name: 'Churn, smaller' }, [
    ['data', 'dataset', { dataset: o.dataset }],
    ['target', 'select-columns', { target: 'left' }, { table: 'data' }],
    ['split', 'split-rows', {}, { table: 'target' }],
    ['trees', 'gradient-boosted-trees', { rounds: 3 }, { rows: 'split.split' }],
    ['register', 'register-model', { name: 'churn' }, { model: 'trees.model', rows: 'split.split' }],
  ]);
  await mutate(page.request, 'runs.start', { project: o.project, pipeline });
  const versions = async () =>
    (await query<Models>(page.request, 'models.list', { project: o.project })).models[0]?.latest;
  await expect.poll(versions, { timeout: 120_000 }).toBe(2);
}

/** Customers; the first one has no months. */
function customers(count = 2500): string {
  const rows = Array.from({ length: count }, (_, at) => {
    const months = (at * 37) % 60;
    return `${1000 + at},${at === 0 ? '' : months},${at % 3 === 0 ? 'Oslo' : 'Voss'},${months < 20 ? 'yes' : 'no'}`;
  });
  return `customer,months,city,left\n${rows.join('\n')}\n`;
}

test('a dataset is scored from the page of an endpoint, and its scores are downloaded', { tag: '@batches' }, async ({
  page,
}) => {
  const address = await makeProject(page, 'Batches');
  const project = address.slice(3);
  const dataset = await landFile(page.request, { project, file: 'customers.csv', content: customers() });
  const endpoint = await deployed(page, { address, project, dataset });
  await page.goto(endpoint);
  await page.getByRole('tab', { name: 'Batches' }).click();
  await expect(page.getByText('Nothing was scored offline')).toBeVisible();
  await photograph(page, 'batches-none');

  await page.getByRole('button', { name: 'Score a dataset' }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('button', { name: 'Dataset' })).toContainText('customers');
  // What may be chosen is listed: columns of the batch, versions of the model.
  await sheet.getByRole('button', { name: 'Add a column' }).click();
  await expect(page.getByRole('option')).toHaveText([/^customer/, /^months/, /^city/, /^left/]);
  await page.getByRole('option', { name: 'customer' }).click();
  await expect(sheet.getByRole('button', { name: 'Take customer away' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Version' }).click();
  await expect(page.getByRole('option')).toHaveText([/^churn v1/]);
  await page.keyboard.press('Escape');
  await photograph(page, 'batches-sheet');
  await sheet.getByRole('button', { name: 'Score it' }).click();

  const row = page.getByRole('table', { name: 'Batches' }).getByRole('row').nth(1);
  await expect(row).toContainText('Done', { timeout: 60_000 });
  await expect(row).toContainText('2,500 rows');
  await expect(row).toContainText('churn v1');
  const [download] = await Promise.all([page.waitForEvent('download'), row.getByRole('link', { name: 'CSV' }).click()]);
  expect(download.suggestedFilename()).toBe('churn-api-customers-1-scores.csv');
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines[0]).toBe('__row,customer,prediction,probability_no,probability_yes,release,batch_id');
  expect(lines).toHaveLength(2501);
  expect(lines[1]).toMatch(/^0,1000,(yes|no),0\.\d+,0\.\d+,churn v1,[0-9a-f-]{36}$/);

  await photograph(page, 'batches-done');

  // Another version of the model scores where it is named, though it answers nowhere.
  await registerAnother(page, { project, dataset });
  await page.reload();
  await page.getByRole('tab', { name: 'Batches' }).click();
  await page.getByRole('button', { name: 'Score a dataset' }).click();
  await expect(sheet.getByText('The model churn at this endpoint has others, too.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Version' }).click();
  await expect(page.getByRole('option')).toHaveText([/^churn v1/, /^churn v2/]);
  await page.getByRole('option', { name: 'churn v2' }).click();
  await sheet.getByRole('button', { name: 'Score it' }).click();
  await expect(row).toContainText('churn v2', { timeout: 60_000 });
  await expect(row).toContainText('Done', { timeout: 60_000 });

  // One that takes a while is seen at work, stopped, and started again.
  const crowd = await landFile(page.request, { project, file: 'crowd.csv', content: customers(500_000) });
  const id = endpoint.split('/').at(-1);
  await mutate(page.request, 'batches.start', { project, endpoint: id, dataset: crowd, chunkRows: 1000 });
  await page.reload();
  await page.getByRole('tab', { name: 'Batches' }).click();
  await expect(row).toContainText(/[\d,]+ of 500,000 rows/, { timeout: 60_000 });
  await expect(row.getByRole('progressbar', { name: 'Rows scored' })).toBeVisible();
  await photograph(page, 'batches-running');
  await row.getByRole('button', { name: 'Cancel' }).click();
  await expect(row).toContainText(/Cancelled after [\d,]+ of 500,000 rows/, { timeout: 60_000 });
  await row.getByRole('button', { name: 'Score again' }).click();
  await expect(page.getByRole('table', { name: 'Batches' }).getByRole('row')).toHaveCount(5);
  await expect(row).toContainText('crowd, batch 1');
  await photograph(page, 'batches-again');
  await row.getByRole('button', { name: 'Cancel' }).click();
  await expect(row).toContainText(/Cancelled after [\d,]+ of 500,000 rows/, { timeout: 60_000 });
});
