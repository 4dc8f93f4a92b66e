import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { adultTable } from './support/adult-table';
import { addAfter, choose, connectByKeyboard, drawLine, select, showEverything, stepNamed } from './support/canvas';
import { goTo, goToTab, owner, test } from './support/owner';
import { photograph } from './support/photograph';

test.describe.configure({ mode: 'serial' });

const table = adultTable();
const datasetName = path.basename(table.file, '.csv');
const project = `/p/${owner.project}`;

test('a table is uploaded and looked at', async ({ page }) => {
  await page.goto(project);
  await goTo(page, 'Data');
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
  await photograph(page, 'data-empty');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a file' }).click(),
  ]);
  await chooser.setFiles(table.file);
  await expect(page.getByRole('tab', { name: /^Profile/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('columnheader', { name: /age/ }).first()).toBeVisible();
  await photograph(page, 'dataset-table');
  for (const tab of ['Profile', 'Quality', 'Rejected', 'Batches']) {
    const chosen = page.getByRole('tab', { name: new RegExp(`^${tab}`) });
    await chosen.click();
    await expect(chosen).toHaveAttribute('aria-selected', 'true');
    await photograph(page, `dataset-${tab.split(' ')[0]?.toLowerCase()}`);
  }
  await goTo(page, 'Data');
  await expect(page.getByRole('table', { name: 'Datasets' }).getByText(datasetName)).toBeVisible();
  await photograph(page, 'data');
});

test('a pipeline is drawn by mouse and keyboard, and run', async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto(project);
  await goTo(page, 'Pipelines');
  await photograph(page, 'pipelines-empty');
  await page.getByRole('button', { name: 'New pipeline', exact: true }).click();
  await drawPipeline(page);
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await photograph(page, 'editor');

  await page.getByRole('button', { name: 'What a run would do' }).click();
  await expect(page.getByRole('list', { name: 'Steps that run' }).getByRole('listitem')).toHaveCount(13);
  await photograph(page, 'editor-plan');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(stepNamed(page, 'Split rows')).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  await photograph(page, 'editor-running');
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 300_000 });
  await photograph(page, 'editor-done');

  await select(page, 'Select columns');
  await page.getByRole('tab', { name: 'Data' }).click();
  await photograph(page, 'editor-data');
});

/** Dataset, target, split; baseline, trees and a prepared logistic regression; each evaluated, all compared. */
async function drawPipeline(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a dataset' }).click();
  await choose(page, { field: 'Dataset', option: datasetName });
  await addAfter(page, { after: 'Dataset', title: 'Select columns' });
  await choose(page, { field: 'Target', option: 'income' });
  await addAfter(page, { after: 'Select columns', title: 'Split rows' });
  await page.getByRole('combobox', { name: 'How' }).click();
  await page.getByRole('option', { name: 'Stratified by target' }).click();

  await addAfter(page, { after: 'Split rows', title: 'Baseline' });
  await addAfter(page, { after: 'Split rows', title: 'Gradient-boosted trees' });
  await addAfter(page, { after: 'Split rows', title: 'Impute missing' });
  await addAfter(page, { after: 'Impute missing', title: 'Encode categories' });
  await addAfter(page, { after: 'Encode categories', title: 'Scale numbers' });
  await addAfter(page, { after: 'Scale numbers', title: 'Logistic regression' });
  const trainers = ['Baseline', 'Gradient-boosted trees', 'Logistic regression'];
  for (const trainer of trainers) {
    await addAfter(page, { after: trainer, title: 'Evaluate', name: `Judge ${trainer}` });
  }
  await addAfter(page, { after: 'Baseline', title: 'Compare candidates' });
  await showEverything(page);
  await drawLine(page, { from: 'Split of Split rows', to: 'Rows of Judge Baseline' });
  await drawLine(page, { from: 'Split of Split rows', to: 'Rows of Judge Gradient-boosted trees' });
  await drawLine(page, { from: 'Model of Gradient-boosted trees', to: 'Models of Compare candidates' });
  await connectByKeyboard(page, 'Judge Logistic regression', 'Rows from Split of Split rows');
  await connectByKeyboard(page, 'Compare candidates', 'Models from Model of Logistic regression');
  await connectByKeyboard(page, 'Compare candidates', 'Rows from Split of Split rows');
  await showEverything(page);
}

test('the run and its logs are there', async ({ page }) => {
  await page.goto(project);
  await page.getByRole('link', { name: 'All runs' }).click();
  await expect(page).toHaveURL(/\/runs$/);
  await goTo(page, 'Home');
  await expect(page.getByRole('heading', { name: /^Hello, / })).toBeVisible();
  await goToTab(page, 'Pipelines', 'Runs');
  await expect(page.getByRole('row', { name: /Done/ }).first()).toBeVisible();
  await photograph(page, 'runs');
  await page.getByRole('row', { name: /Done/ }).first().click();
  await expect(page.getByRole('heading', { name: /Run \d+ is done/ })).toBeVisible();
  await page.getByRole('button', { name: 'Gradient-boosted trees', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Log of Gradient-boosted trees' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Debug this step' })).toContainText(
    /npm run millrace -- debug [0-9a-f-]{36}-\d/,
  );
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('no line says this');
  await expect(page.getByText('No line matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(page.getByRole('region', { name: 'Log' }).getByRole('listitem').first()).toBeVisible();
  await photograph(page, 'run');
});

test('the best candidate is deployed with one click, asked, and counted', async ({ page }) => {
  await page.goto(project);
  await photograph(page, 'home');
  await goToTab(page, 'Experiments', 'Leaderboard');
  const rows = page.getByRole('table', { name: 'Leaderboard' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  // Which model that is depends on the table: the generated one is won by the straight line.
  const best = rows.nth(1);
  await expect(best).toContainText('Best');
  await photograph(page, 'experiments');

  await best.getByRole('button', { name: /^Deploy / }).click();
  await photograph(page, 'deploy-sheet');
  await page.getByRole('button', { name: 'Deploy v1 to the sandbox' }).click();
  await expect(page.getByText('income now answers with income v1.')).toBeVisible({ timeout: 120_000 });
  await photograph(page, 'deploy-done');
  await page.getByRole('link', { name: 'Open its test form' }).click();

  await expect(page.getByText('Held-out row 1')).toBeVisible();
  await expect(page.getByLabel('age', { exact: true })).toHaveValue(/^\d+$/);
  await page.getByRole('button', { name: 'Get a prediction' }).click();
  await expect(page.getByTestId('prediction')).toHaveText(/^[<>]=?50K$/);
  await expect(page.getByText(/^Known answer: [<>]=?50K$/)).toBeVisible();
  await photograph(page, 'endpoint-test');
  await page.getByRole('tab', { name: 'Code' }).click();
  await expect(page.getByText('curl http')).toBeVisible();
  await photograph(page, 'endpoint-code');
  await page.getByRole('tab', { name: 'MLflow' }).click();
  await expect(page.getByText('"dataframe_records"')).toBeVisible();
  await expect(page.getByText(/^POST http.*\/invocations$/)).toBeVisible();
  await photograph(page, 'endpoint-code-mlflow');
  await page.getByRole('tab', { name: 'Open Inference Protocol' }).click();
  await expect(page.getByText(/^POST http.*\/v2\/models\/.*\/infer$/)).toBeVisible();
  await photograph(page, 'endpoint-code-oip');
  await page.getByRole('tab', { name: /^Timeline/ }).click();
  await photograph(page, 'endpoint-timeline');

  await goTo(page, 'Monitoring');
  await expect(page.getByTestId('served')).toHaveText('1', { timeout: 60_000 });
  await photograph(page, 'monitoring');
  await page.getByRole('row', { name: /income/ }).click();
  await expect(page.getByRole('heading', { name: /^1 row in the last hour/ })).toBeVisible();
  await photograph(page, 'monitoring-endpoint');
});

test('every other page has something to show', async ({ page }) => {
  await page.goto(project);
  for (const place of ['Pipelines', 'Models', 'Deployments']) {
    await goTo(page, place);
    await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible();
    await photograph(page, place.toLowerCase());
  }
  await goTo(page, 'Models');
  await page.getByRole('row', { name: /income/ }).click();
  await expect(page.getByRole('heading', { name: 'income v1 predicts income.' })).toBeVisible();
  await photograph(page, 'model');
  for (const [address, name] of [
    [`${project}/settings/keys`, 'settings-keys'],
    [`${project}/settings/project`, 'settings-project'],
    ['/admin/users', 'admin-users'],
    ['/admin/workers', 'admin-workers'],
    ['/admin/capabilities', 'admin-capabilities'],
    ['/design', 'design'],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole('heading').or(page.getByRole('tab')).first()).toBeVisible();
    await photograph(page, name);
  }
});
