import { expect, type Page } from '@playwright/test';
import { draw, mutate, query } from './support/api';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Endpoints = { endpoints: { id: string; name: string }[] };

/** Trains two models, and waits until both are on the leaderboard. */
async function trainTwo(page: Page, project: string): Promise<void> {
  const trees = (rounds: number, maxLeaves: number) => ({ target: 'churned', rounds, maxLeaves, earlyStopping: false });
  const pipeline = await draw(page.request, { project, name: 'Two' }, [
    ['data', 'sample-data', { rows: 2000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['good', 'gradient-boosted-trees', trees(40, 31), { rows: 'split.split' }],
    ['other', 'gradient-boosted-trees', trees(39, 31), { rows: 'split.split' }],
  ]);
  await mutate(page.request, 'runs.start', { project, pipeline });
  await goToTab(page, 'Experiments', 'Leaderboard');
  await expect(page.getByRole('table', { name: 'Leaderboard' }).getByRole('row')).toHaveCount(3, { timeout: 90_000 });
}

async function openSheet(page: Page, rounds: number) {
  await goToTab(page, 'Experiments', 'Leaderboard');
  const rows = page.getByRole('table', { name: 'Leaderboard' }).getByRole('row');
  const row = rows.filter({ hasText: new RegExp(`most rounds ${rounds}\\b`) });
  await row.getByRole('button', { name: /^Deploy / }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: 'Model' }).fill('churn');
  await sheet.getByRole('textbox', { name: 'Endpoint' }).fill('churn-api');
  return sheet;
}

test('a run is saved as a test, and holds back a release that answers it otherwise until somebody gives a reason', {
  tag: '@model-tests',
}, async ({ page }) => {
  const address = await makeProject(page, 'Saved tests');
  const project = address.slice(3);
  await trainTwo(page, project);
  await openSheet(page, 40);
  await page.getByRole('button', { name: 'Deploy v1 to the sandbox' }).click();
  await expect(page.getByText('churn-api now answers with churn v1.')).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('Escape');
  const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project });
  const endpoint = endpoints[0]?.id ?? '';

  await page.goto(`${address}/deployments/${endpoint}?tab=tests`);
  await expect(page.getByText('No answer is saved as a test yet')).toBeVisible();
  await photograph(page, 'model-tests-none');
  await page.getByRole('link', { name: 'the test form' }).click();
  await expect(page.getByRole('button', { name: 'Get a prediction' })).toBeVisible();

  // From the test form, as it was answered.
  await page.goto(`${address}/deployments/${endpoint}?tab=test`);
  await page.getByRole('button', { name: 'Get a prediction' }).click();
  const said = (await page.getByTestId('prediction').textContent()) ?? '';
  await page.getByRole('button', { name: 'Save as a test' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: 'Name' }).fill('the first one is as it was');
  await expect(sheet.getByRole('combobox', { name: 'Answer' })).toHaveText(said);
  await photograph(page, 'save-as-test');
  await sheet.getByRole('button', { name: 'Save the test' }).click();
  await expect(page.getByText('Saved as the test “the first one is as it was”.', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Open the tests' }).click();
  await expect(page.getByRole('tab', { name: /^Tests/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tab', { name: /^Tests/ })).toContainText('1');

  // From a request that was answered: what no release says.
  await page.goto(`${address}/monitoring/${endpoint}`);
  const latest = page.getByRole('table', { name: 'Latest requests' });
  await latest.getByRole('row').nth(1).getByRole('button').first().click({ timeout: 60_000 });
  await page.getByRole('dialog').getByRole('button', { name: 'Save as a test' }).click();
  const second = page.getByRole('dialog', { name: 'Save this answer as a test' });
  await second.getByRole('textbox', { name: 'Name' }).fill('sure of it');
  // Raising by nothing, or a whole number by a part of one, is no test.
  const save = second.getByRole('button', { name: 'Save the test' });
  await second.getByRole('combobox', { name: 'What is expected' }).click();
  await page.getByRole('option', { name: 'Raising a field moves it one way' }).click();
  await expect(save).toBeEnabled();
  await second.getByRole('spinbutton', { name: 'By' }).fill('0');
  await expect(second.getByTestId('test-issue')).toHaveText('Raise the field by more than 0.');
  await expect(save).toBeDisabled();
  await photograph(page, 'save-direction-of-nothing');
  await second.getByRole('combobox', { name: 'What is expected' }).click();
  await page.getByRole('option', { name: 'A probability is at least' }).click();
  await second.getByRole('spinbutton', { name: 'At least' }).fill('100');
  await expect(second.getByTestId('seen-answer')).toContainText('of at least 100%, and the answer here is');
  await photograph(page, 'save-request-as-test');
  await save.click();
  await expect(page.getByText('Saved as the test “sure of it”.', { exact: true })).toBeVisible();

  // Both are listed; one is given another name.
  await page.goto(`${address}/deployments/${endpoint}?tab=tests`);
  const tests = page.getByRole('table', { name: 'Tests' });
  await expect(tests.getByRole('row')).toHaveCount(3);
  await expect(tests.getByRole('row', { name: /sure of it/ })).toContainText('of at least 100%');
  await expect(tests.getByRole('row', { name: /sure of it/ })).toContainText('Ada Owner');
  // What answers today is asked them as they are looked at, and counts no request for it.
  await expect(tests.getByRole('row', { name: /as it was/ })).toContainText('passes', { timeout: 30_000 });
  await expect(tests.getByRole('row', { name: /sure of it/ })).toContainText(/fails: [\d.]+%/);
  await expect(page.getByTestId('asked-now')).toContainText('v1 passes 1 of 2');
  // Asked again in a request of its own, for which nothing else on the page waits.
  const [again] = await Promise.all([
    page.waitForResponse((response) => response.url().includes('modelTests.ask')),
    page.getByRole('button', { name: 'Run the tests now' }).click(),
  ]);
  expect(again.ok()).toBe(true);
  expect(new URL(again.url()).searchParams.has('batch')).toBe(false);
  await expect(page.getByTestId('asked-now')).toContainText('v1 passes 1 of 2');
  await tests.getByRole('button', { name: 'Change the test sure of it' }).click();
  await sheet.getByRole('textbox', { name: 'Name' }).fill('quite sure of it');
  await sheet.getByRole('button', { name: 'Save the changes' }).click();
  await expect(tests.getByRole('row', { name: /quite sure of it/ })).toContainText('changed by Ada Owner');
  await photograph(page, 'model-tests');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('quite sure');
  const saved = page.getByRole('group', { name: 'Saved tests' });
  await expect(saved.getByRole('option', { name: /^quite sure of it/ })).toContainText('churn');
  await photograph(page, 'search-saved-test');
  await saved.getByRole('option', { name: /^quite sure of it/ }).click();
  await expect(page).toHaveURL(/\/models\/[^/]+\?tab=tests$/);
  await expect(page.getByRole('row', { name: /quite sure of it/ })).toBeVisible();

  // It holds the next release back.
  const deploy = await openSheet(page, 39);
  const checks = deploy.getByRole('list', { name: 'Checks' });
  await expect(checks.getByText('Checked while it deploys: all 2 saved tests.')).toBeVisible();
  await page.getByRole('button', { name: 'Deploy v2 to the sandbox' }).click();
  const named =
    /^[12] of 2 fail: .*quite sure of it \(.*\): expected a probability of “\w+” of at least 100%, got [\d.]+%/;
  await expect(checks.getByText(named)).toBeVisible({ timeout: 120_000 });
  await expect(deploy.getByTestId('override-covers')).toContainText(/nothing else: .*Saved tests/);
  await photograph(page, 'model-tests-failed');
  await deploy.getByRole('textbox', { name: 'Why deploy it all the same' }).fill('Nobody can be that sure.');
  await deploy.getByRole('textbox', { name: /churn-api/ }).fill('churn-api');
  await deploy.getByRole('button', { name: 'Override and deploy' }).click();
  await expect(page.getByText('churn-api now answers with churn v2.')).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('Escape');

  // Deleted on the page of the model.
  await page.goto(`${address}/models`);
  await page.getByRole('link', { name: 'churn', exact: true }).click();
  await page.getByRole('tab', { name: 'Tests' }).click();
  await tests.getByRole('button', { name: 'Delete the test quite sure of it' }).click();
  await page.getByRole('button', { name: 'Delete the test', exact: true }).click();
  await expect(tests.getByRole('row')).toHaveCount(2);
});
