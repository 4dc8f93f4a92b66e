import { type APIRequestContext, expect } from '@playwright/test';
import { draw, mutate } from './support/api';
import { environment } from './support/env';
import { goTo, goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Point = { key: string; value: number };

/** A program with a key, over the door that MLflow's client uses. */
async function logRun(
  request: APIRequestContext,
  o: { key: string; name: string; params: Record<string, string>; series: Point[][] },
): Promise<void> {
  const ask = async (path: string, data: object) => {
    const headers = { authorization: `Bearer ${o.key}` };
    const answer = await request.post(`${environment.baseUrl}/mlflow/api/2.0/mlflow/${path}`, { data, headers });
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json();
  };
  const start = Date.now();
  const { run } = await ask('runs/create', { experiment_id: '0', run_name: o.name, start_time: start });
  const { run_id } = run.info;
  const metrics = o.series.flatMap((points, step) =>
    points.map((point) => ({ ...point, step, timestamp: start + step * 1000 })),
  );
  const params = Object.entries(o.params).map(([key, value]) => ({ key, value }));
  await ask('runs/log-batch', { run_id, metrics, params, tags: [{ key: 'team', value: 'growth' }] });
  const file = `${environment.baseUrl}/mlflow/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/report.txt`;
  const kept = await request.put(file, {
    data: Buffer.from('a report'),
    headers: { authorization: `Bearer ${o.key}` },
  });
  expect(kept.ok(), await kept.text()).toBe(true);
  await ask('runs/update', { run_id, status: 'FINISHED', end_time: start + 61_000 });
}

const series = (from: number, to: number): Point[][] =>
  Array.from({ length: 12 }, (_, step) => [
    { key: 'auc', value: from + ((to - from) * step) / 11 },
    { key: 'loss', value: 1 / (step + 1 + to) },
  ]);

/** As programs make them: of all their settings. */
const net = 'net by hand, resnet18-pretrained_lr=0.1_depth=2_dropout=0.25_batch=128_augment=strong_seed=20261127';

test('runs of a notebook stand beside what a pipeline trained, and are compared', { tag: '@experiments' }, async ({
  page,
}) => {
  const address = await makeProject(page, 'Experiments');
  const project = address.slice(3);
  await goTo(page, 'Experiments');
  await expect(page.getByText('Log from a notebook')).toBeVisible();
  await expect(page.getByText(/set_tracking_uri\("http.+\/mlflow"\)/)).toBeVisible();
  await photograph(page, 'experiments-empty');

  const { key } = await mutate<{ key: string }>(page.request, 'keys.create', {
    project,
    name: 'notebook',
    scopes: ['track:write'],
  });
  const forest = { model: 'forest', depth: '8', rate: '0.1' };
  await logRun(page.request, { key, name: 'forest by hand', params: forest, series: series(0.6, 0.86) });
  await logRun(page.request, {
    key,
    name: net,
    params: { ...forest, model: 'net', depth: '2' },
    series: series(0.5, 0.81),
  });
  const pipeline = await draw(page.request, { project, name: 'Churn' }, [
    ['data', 'sample-data', { sample: 'churn', rows: 500 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['model', 'baseline', { target: 'churned' }, { rows: 'split.split' }],
    ['evaluate', 'evaluate', {}, { model: 'model.model', rows: 'split.split' }],
  ]);
  await page.goto(`${address}/pipelines/${pipeline}`);
  await page.getByRole('button', { name: /^Run/ }).first().click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 60_000 });

  await goTo(page, 'Experiments');
  const list = page.getByRole('table', { name: 'Experiments' });
  await expect(list.getByRole('link')).toHaveText(['Baseline', net, 'forest by hand']);
  await expect(list.getByRole('row', { name: /forest by hand/ })).toContainText('Logged by hand');
  // As on the leaderboard, with the points of the figures below each other.
  await expect(list.getByRole('row', { name: /forest by hand/ })).toContainText('0.8600');
  await expect(list.getByRole('row', { name: /Baseline/ })).toContainText('0.5000');
  await photograph(page, 'experiments-list');

  const filter = page.getByRole('textbox', { name: 'Filter' });
  await filter.fill('auc > 0.8 and model = "forest"');
  await filter.press('Enter');
  await expect(list.getByRole('link')).toHaveText(['forest by hand']);
  await expect(page).toHaveURL(/filter=auc/);
  await page.reload();
  await expect(list.getByRole('link')).toHaveText(['forest by hand']);
  await filter.fill('acu > 0.8');
  await filter.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Did you mean “auc”?' })).toBeVisible();
  await photograph(page, 'experiments-wrong-filter');
  await page.getByRole('button', { name: 'Clear the filter' }).click();

  await list.getByRole('button', { name: 'ROC AUC', exact: true }).click();
  await expect(list.getByRole('link').first()).toHaveText('forest by hand');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save as a view' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('By auc');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'By auc', exact: true })).toBeVisible();

  for (const name of ['Baseline', net, 'forest by hand']) await list.getByRole('checkbox', { name }).click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('heading', { name: /^forest by hand has the highest ROC AUC, 0.8600/ })).toBeVisible();
  await expect(page.getByText('One figure per run, no paired comparison')).toBeVisible();
  const settings = page.getByRole('table', { name: 'Settings' });
  await expect(settings.getByRole('row')).toHaveCount(4);
  await page.getByRole('button', { name: `Compare with ${net} as the baseline` }).click();
  await expect(page.getByRole('table', { name: 'Figures' }).getByRole('row', { name: /forest by hand/ })).toContainText(
    '+0.0500',
  );
  await photograph(page, 'experiments-compare');
  const width = await page.getByRole('table', { name: 'Figures' }).evaluate((table) => {
    const { scrollWidth = 0, clientWidth = 0 } = table.parentElement ?? {};
    return { scrollWidth, clientWidth };
  });
  expect(width.scrollWidth).toBeLessThanOrEqual(width.clientWidth);
  await expect(page.getByRole('button', { name: `Unpin ${net}` })).toBeInViewport();
  await page.getByRole('slider', { name: 'ROC AUC: choose a range' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(settings.getByRole('row', { name: /forest by hand/ })).toBeVisible();
  await expect(settings.getByRole('row', { name: /Baseline/ })).toHaveCount(0);
  await page.getByRole('figure', { name: 'ROC AUC over steps' }).scrollIntoViewIfNeeded();
  await photograph(page, 'experiments-curves');

  await page.getByRole('table', { name: 'Figures' }).getByRole('link', { name: 'forest by hand' }).click();
  await expect(page.getByRole('heading', { name: /^forest by hand is done: 2 figures, 3 parameters/ })).toBeVisible();
  await photograph(page, 'experiments-logged');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download report.txt' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('report.txt');
});

test('seeds stand in one row, trials beneath their search, and candidates are compared in detail', {
  tag: '@seeds',
}, async ({ page }) => {
  const address = await makeProject(page, 'Seeds');
  const project = address.slice(3);
  const trees = (seed: number) => ({ target: 'churned', rounds: 10, rowShare: 0.5, earlyStopping: false, seed });
  const pipeline = await draw(page.request, { project, name: 'Several seeds' }, [
    ['data', 'sample-data', { rows: 1000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['one', 'gradient-boosted-trees', trees(1), { rows: 'split.split' }],
    ['two', 'gradient-boosted-trees', trees(2), { rows: 'split.split' }],
    ['find', 'search', { target: 'churned', trials: 3 }, { rows: 'split.split' }],
    ...(['one', 'two', 'find'] as const).map((id): Parameters<typeof draw>[2][number] => [
      `judge-${id}`,
      'evaluate',
      {},
      { model: `${id}.model`, rows: 'split.split' },
    ]),
  ]);
  await page.goto(`${address}/pipelines/${pipeline}`);
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 60_000 });

  await goTo(page, 'Experiments');
  const list = page.getByRole('table', { name: 'Experiments' });
  await expect(page.getByText('2 that differ in their seed alone stand in 1 row')).toBeVisible();
  await expect(list.getByRole('row')).toHaveCount(3);
  await expect(list.getByRole('row', { name: /2 seeds/ })).toContainText(/0\.\d+ ± 0/);
  await list.getByRole('button', { name: /^2 seeds of/ }).click();
  await list.getByRole('button', { name: /^3 trials of/ }).click();
  await expect(list.getByRole('row', { name: /Trial \d/ })).toHaveCount(3);
  await expect(list.getByText('best', { exact: true })).toHaveCount(1);
  await expect(list.getByRole('row')).toHaveCount(8);
  await photograph(page, 'experiments-seeds');
  await page.getByRole('switch', { name: 'Seeds in one row' }).click();
  await expect(page).toHaveURL(/apart=1/);
  await expect(list.getByRole('button', { name: /seeds of/ })).toHaveCount(0);

  for (const box of await list.getByRole('checkbox').all()) await box.click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('figure', { name: 'ROC', exact: true })).toBeVisible();
  // Settings are called as the form of their step calls them.
  await expect(page.getByRole('columnheader', { name: /^Most rounds/ })).toBeVisible();
  await expect(page.getByText('at threshold 0.50')).toHaveCount(3);
  await expect(page.getByText(/^The same for all · .*Test rows: the same/)).toBeVisible();
  await page.getByRole('heading', { name: 'Fitted on the same data' }).scrollIntoViewIfNeeded();
  await photograph(page, 'experiments-compare-detail');
});

test('models that only their search judged have its figure on the leaderboard and in Compare', {
  tag: '@searched',
}, async ({ page }) => {
  const address = await makeProject(page, 'Searched');
  const project = address.slice(3);
  const find = (trainer: string) => ({ target: 'churned', trainer, trials: 3 });
  const pipeline = await draw(page.request, { project, name: 'Searches' }, [
    ['data', 'sample-data', { rows: 1000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['base', 'baseline', { target: 'churned' }, { rows: 'split.split' }],
    ['judge', 'evaluate', {}, { model: 'base.model', rows: 'split.split' }],
    ['trees', 'search', find('decision-tree'), { rows: 'split.split' }],
    ['forest', 'search', find('random-forest'), { rows: 'split.split' }],
  ]);
  await page.goto(`${address}/pipelines/${pipeline}`);
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 60_000 });

  await goToTab(page, 'Experiments', 'Leaderboard');
  const board = page.getByRole('table', { name: 'Leaderboard' });
  await expect(board.getByRole('row')).toHaveCount(4);
  // The baseline was judged on test rows and answers alike for all: it leads, and claims no spread.
  await expect(board.getByRole('row').nth(1)).toContainText('Baseline');
  await expect(board.getByRole('row').nth(1)).not.toContainText('±');
  await expect(board.getByRole('columnheader', { name: /^ROC AUC in its search\s*validation rows$/ })).toBeVisible();
  await expect(board.getByText('Best of its search')).toHaveCount(2);
  await expect(page.getByRole('link', { name: /^Add Evaluate for/ })).toHaveCount(2);
  await photograph(page, 'leaderboard-searched');

  await goTo(page, 'Experiments');
  const list = page.getByRole('table', { name: 'Experiments' });
  await expect(list.getByRole('columnheader', { name: /^Deepest level/ })).toBeVisible();
  await photograph(page, 'experiments-setting-words');
  await list
    .getByRole('checkbox', { name: /Search|tree|forest/i })
    .first()
    .click();
  await list
    .getByRole('checkbox', { name: /Search|tree|forest/i })
    .nth(1)
    .click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('heading', { name: /has the highest ROC AUC/ })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Figures' }).getByText('validation', { exact: true })).toHaveCount(2);
  await expect(page.getByRole('table', { name: 'Settings' })).toBeVisible();
  await photograph(page, 'experiments-compare-searched');
});
