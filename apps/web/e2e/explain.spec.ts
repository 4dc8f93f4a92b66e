import { expect, type Page } from '@playwright/test';
import { mutate, query } from './support/api';
import { goTo, goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Endpoints = { endpoints: { answers: string | null }[] };

/** Opens the template Churn as a newcomer does, runs it, and waits until it answers. */
async function runTemplate(page: Page, project: string): Promise<void> {
  await photograph(page, 'explain-home');
  await page.getByRole('button', { name: 'Open Churn' }).click();
  await page.waitForURL(/\/pipelines\//);
  await expect(page.getByText('deploys it to a sandbox')).toBeVisible();
  await photograph(page, 'explain-template');
  const pipeline = new URL(page.url()).pathname.split('/').at(-1);
  await mutate(page.request, 'runs.start', { project, pipeline });
  const answering = async () => {
    const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project });
    return endpoints.map(({ answers }) => answers);
  };
  await expect.poll(answering, { timeout: 180_000 }).toEqual(['churn v1']);
}

test('what a template trains is explained, and any other model at one click', { tag: '@explain' }, async ({ page }) => {
  test.setTimeout(300_000);
  const address = await makeProject(page, 'Explained');
  const project = address.slice(3);
  await page.goto(address);
  await runTemplate(page, project);
  const tab = (name: string) => page.getByRole('tab', { name, exact: true });

  // A template brings its table: nothing is left to do that cannot be done any more.
  await goTo(page, 'Home');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/Run \d+ \((Churn|Deployment)\) is done/);
  await photograph(page, 'explain-home-after');

  await goTo(page, 'Models');
  await photograph(page, 'explain-models');
  await page.getByRole('link', { name: 'churn', exact: true }).click();
  await tab('Explain').click();
  await expect(page.getByText(/ matters most: without it ROC AUC loses 0\.\d+/)).toBeVisible({ timeout: 60_000 });
  await photograph(page, 'explain-best');
  await tab('Slices').click();
  const groups = page.getByRole('table', { name: 'Worst groups of rows' });
  await expect(
    groups.or(page.getByText('No group of rows is worse than the others beyond chance.')).first(),
  ).toBeVisible();
  await photograph(page, 'explain-best-slices');
  await tab('Versions').click();
  const version = page.getByRole('table', { name: 'Versions' }).getByRole('row').nth(1);
  await expect(version).toContainText('candidate');
  await expect(version).toContainText('Ada Owner');
  await photograph(page, 'explain-versions');

  // The others were not: the same tab offers it, and the run of one step fills both tabs.
  await goToTab(page, 'Experiments', 'Leaderboard');
  const board = page.getByRole('table', { name: 'Leaderboard' });
  await board.getByRole('link', { name: 'Gradient-boosted trees' }).click();
  await page.waitForURL(/\/models\/candidates\//); // the leaderboard has a tab of that name, too
  await tab('Explain').click();
  await expect(page.getByText('Gradient-boosted trees has not been explained yet')).toBeVisible();
  await photograph(page, 'explain-offer');
  await page.getByRole('button', { name: 'Explain this model' }).click();
  await expect(page.getByRole('link', { name: /^Open run \d+$/ })).toBeVisible();
  await expect(page.getByText(/ matters most: without it ROC AUC loses 0\.\d+/)).toBeVisible({ timeout: 120_000 });
  await photograph(page, 'explain-clicked');
  await tab('Slices').click();
  await expect(page.getByText(/groups? of at least 30 rows compared/)).toBeVisible();
  await photograph(page, 'explain-clicked-slices');

  // On the leaderboard it is there, too.
  await goToTab(page, 'Experiments', 'Leaderboard');
  await board.getByRole('row').filter({ hasText: 'Gradient-boosted trees' }).getByRole('checkbox').click();
  await tab('Slices').click();
  await expect(page.getByText(/groups? of at least 30 rows compared/)).toBeVisible();
});
