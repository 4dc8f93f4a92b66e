import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { draw, mutate, query } from './support/api';
import { landFile } from './support/land-file';
import { writeOrders } from './support/orders-table';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Candidates = { candidates: { id: string; title: string }[] };
type Asked = { answer: { predictions: { id: string; warnings?: object[] }[] } };
type Endpoints = { endpoints: { id: string; name: string }[] };

/** Trains trees on scaled orders, judges them, and sends them to a sandbox; answers the endpoint. */
async function serveOrders(page: Page, o: { project: string; dataset: string }): Promise<string> {
  const { project } = o;
  const pipeline = await draw(page.request, { project, name: 'Returns' }, [
    ['data', 'dataset', { dataset: o.dataset }],
    ['target', 'select-columns', { target: 'returned' }, { table: 'data' }],
    ['split', 'split-rows', {}, { table: 'target' }],
    ['fill', 'impute-missing', {}, { table: 'split.split' }],
    ['trees', 'gradient-boosted-trees', { rounds: 20 }, { rows: 'fill.table' }],
    ['judge', 'evaluate', {}, { model: 'trees.model', rows: 'fill.table' }],
  ]);
  const run = await mutate<{ id: string }>(page.request, 'runs.start', { project, pipeline });
  // A model that is packed before its evaluation has chosen the threshold is not deployed.
  const status = async () =>
    (await query<{ run: { status: string } }>(page.request, 'runs.get', { project, id: run.id })).run.status;
  await expect.poll(status, { timeout: 120_000 }).toBe('succeeded');
  let candidate: string | undefined;
  await expect(async () => {
    const found = await query<Candidates>(page.request, 'candidates.list', { project });
    candidate = found.candidates[0]?.id;
    expect(candidate).toBeDefined();
  }).toPass({ timeout: 120_000 });
  await mutate(page.request, 'candidates.deploy', { project, candidate, model: 'returns', endpoint: 'returns' });
  let endpoint = '';
  await expect(async () => {
    const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project });
    endpoint = endpoints[0]?.id ?? '';
    const { row } = await query<{ row: object }>(page.request, 'endpoints.sampleRow', { project, id: endpoint });
    await mutate(page.request, 'endpoints.test', { project, id: endpoint, row });
  }).toPass({ timeout: 120_000 });
  return endpoint;
}

test('an answer leads back to the batch it comes from', { tag: '@passport' }, async ({ page }, info) => {
  const address = await makeProject(page, 'Passports');
  const project = address.slice(3);
  const content = readFileSync(writeOrders(info.outputPath('orders.csv'), { seed: 7 }));
  const dataset = await landFile(page.request, { project, file: 'orders.csv', content });
  const endpoint = await serveOrders(page, { project, dataset });

  await page.goto(`${address}/monitoring/${endpoint}`);
  const latest = page.getByRole('table', { name: 'Latest requests' });
  const link = latest.getByRole('link', { name: /^Passport of the request at / }).first();
  await expect(link).toBeVisible({ timeout: 60_000 });
  await photograph(page, 'latest-requests');
  await link.focus();
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^returns v1 answered “(yes|no), \d+%” at returns\.$/,
  );
  const chain = page.getByRole('list', { name: 'From the raw data to the answer' });
  await expect(chain.getByRole('heading', { level: 2 })).toHaveText([
    ...['Raw data', 'Split', 'Training', 'Evaluation', 'Release', 'Deployment', 'Endpoint', 'Features', 'Answer'],
  ]);
  // Shown once where nothing was done to it.
  await expect(chain.getByRole('region', { name: /What the model read|which the model read as it is/ })).toContainText(
    'amount',
  );
  await expect(chain.getByRole('link', { name: 'Run 1, step Gradient-boosted trees' })).toBeVisible();
  await photograph(page, 'passport');
  await chain.getByRole('region', { name: /^The request/ }).scrollIntoViewIfNeeded();
  await photograph(page, 'passport-answer');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'JSON' }).click(),
  ]);
  const file = info.outputPath('passport.json');
  await download.saveAs(file);
  const passport = JSON.parse(readFileSync(file, 'utf8'));
  expect(passport).toMatchObject({ v: 1, release: { number: 1 }, gone: [] });
  expect(page.url()).toContain(passport.prediction.id);

  await chain.getByRole('link', { name: 'Run 1, step Gradient-boosted trees' }).click();
  await expect(page.getByRole('heading', { name: 'Log of Gradient-boosted trees' })).toBeVisible();
  await page.goBack();
  await chain.getByRole('link', { name: 'orders, batch 1' }).click();
  await expect(page.getByRole('heading', { name: 'Where batch 1 comes from' })).toBeVisible();
  await expect(page.getByText(passport.batches[0].raw)).toBeVisible();
  const releases = page.getByRole('table', { name: 'Releases and their scores' });
  await expect(releases.getByRole('row', { name: /^returns v1/ })).toBeVisible();
  await photograph(page, 'batch-lineage');
  await page.getByRole('link', { name: /^\d+ scores? touched by it$/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^\d+ scores? of 1 release that learned from batch 1 of orders\.$/,
  );
  const scores = page.getByRole('table', { name: 'Scores', exact: true });
  await photograph(page, 'scores-of-batch');
  await scores.locator(`a[href$="${passport.prediction.id}"]`).click();
  await expect(chain).toBeVisible();

  // The same answer from the page of its endpoint, by its release, and by its id.
  await page.goto(`${address}/deployments/${endpoint}`);
  await page.getByRole('link', { name: 'Its predictions' }).click();
  const requests = page.getByRole('table', { name: 'Requests' });
  const row = requests.getByRole('row', { name: 'returns v1' }).first();
  await expect(row).toContainText(/\d\d:\d\d:\d\d/);
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'refused' }).click();
  await expect(page).toHaveURL(/outcome=invalid/);
  await expect(page.getByText('No such request is kept')).toBeVisible();
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'Every outcome' }).click();
  await expect(row).toBeVisible();
  await photograph(page, 'predictions');
  await page.getByRole('searchbox', { name: 'Prediction by its id' }).fill(passport.prediction.id);
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(chain).toBeVisible();
  await page.keyboard.press('Control+K');
  await page.getByRole('combobox', { name: 'Command' }).fill(passport.prediction.id);
  await expect(page.getByRole('option', { name: /^Passport of prediction / })).toBeVisible();
  await photograph(page, 'predictions-search');
  await page.keyboard.press('Escape');
  await page.goto(`${address}/models/${passport.release.model.id}?tab=deployments`);
  await expect(page.getByRole('table', { name: 'Deployments' })).toContainText('answers now');
  await photograph(page, 'model-deployments');
  await page.goto(`${address}/models/${passport.release.model.id}?tab=data`);
  await photograph(page, 'model-data');

  // A place that no train row had is answered; the answer says so, and its passport does.
  const { row: sample } = await query<{ row: object }>(page.request, 'endpoints.sampleRow', { project, id: endpoint });
  const asked = await mutate<Asked>(page.request, 'endpoints.test', {
    ...{ project, id: endpoint, row: { ...sample, region: 'Atlantis' } },
  });
  const [answer] = asked.answer.predictions;
  expect(answer?.warnings).toMatchObject([{ field: 'region', problem: 'unseen', seen: '"Atlantis"' }]);
  await expect(async () => {
    await page.goto(`${address}/predictions/${answer?.id}`);
    await expect(chain.getByText('region "Atlantis": no row that the model learned from had this value')).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 60_000 });
  await chain.getByText('region "Atlantis"').scrollIntoViewIfNeeded();
  await photograph(page, 'passport-unseen');
});
