import { expect, type Locator, type Page } from '@playwright/test';
import { draw, mutate, query } from './support/api';
import { type Asker, askSteadily } from './support/ask-steadily';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Endpoints = { endpoints: { id: string; name: string; url: string }[] };

/** Trains two models that are alike and judges them, and waits until both are on the leaderboard. */
async function trainTwo(page: Page, project: string): Promise<void> {
  const trees = (rounds: number) => ({ target: 'churned', rounds, earlyStopping: false });
  const rows = { rows: 'split.split' };
  const pipeline = await draw(page.request, { project, name: 'Two' }, [
    ['data', 'sample-data', { rows: 2000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['one', 'gradient-boosted-trees', trees(20), rows],
    ['other', 'gradient-boosted-trees', trees(21), rows],
    ['compare', 'compare-candidates', {}, { models: ['one.model', 'other.model'], ...rows }],
  ]);
  await mutate(page.request, 'runs.start', { project, pipeline });
  await goToTab(page, 'Experiments', 'Leaderboard');
  await expect(page.getByRole('table', { name: 'Leaderboard' }).getByRole('row')).toHaveCount(3, { timeout: 90_000 });
}

/** Opens the sheet of the Deploy button of the model with so many rounds, for churn-api. */
async function openSheet(page: Page, rounds: number): Promise<Locator> {
  await goToTab(page, 'Experiments', 'Leaderboard');
  const row = page
    .getByRole('table', { name: 'Leaderboard' })
    .getByRole('row')
    .filter({ hasText: `most rounds ${rounds}` });
  await row.getByRole('button', { name: /^Deploy / }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: 'Model' }).fill('churn');
  await sheet.getByRole('textbox', { name: 'Endpoint' }).fill('churn-api');
  return sheet;
}

async function endpointOf(page: Page, project: string) {
  const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project });
  const found = endpoints.find(({ name }) => name === 'churn-api');
  if (found === undefined) throw new Error('there is no endpoint churn-api');
  return found;
}

async function askWithKey(page: Page, o: { project: string; id: string; url: string }): Promise<Asker> {
  const { project, id, url } = o;
  const wish = { project, name: 'asks', scopes: ['predict'] };
  const { key } = await mutate<{ key: string }>(page.request, 'keys.create', wish);
  const { row } = await query<{ row: object }>(page.request, 'endpoints.sampleRow', { project, id, offset: 0 });
  return askSteadily({ url, key, row });
}

test(
  'deploy, canary, abort, deploy again and roll back, while callers are answered by the release that is shown',
  {
    tag: '@release-flow',
  },
  async ({ page }, info) => {
    const address = await makeProject(page, 'Flow');
    const project = address.slice(3);
    await trainTwo(page, project);

    const first = await openSheet(page, 20);
    await page.getByRole('radio', { name: /^Direct/ }).click();
    await first.getByRole('textbox', { name: 'Why all traffic at once' }).fill('The first release of this endpoint.');
    await page.getByRole('button', { name: 'Send all traffic to v1' }).click();
    await expect(page.getByText('churn-api now answers with churn v1.')).toBeVisible({ timeout: 120_000 });
    await page.keyboard.press('Escape');
    const endpoint = await endpointOf(page, project);
    const asker = await askWithKey(page, { project, ...endpoint });
    try {
      await asker.only('v1');

      // What answers there already is not deployed once more.
      const same = await openSheet(page, 20);
      await expect(
        same.getByText('churn v1 answers at churn-api already: revision 1, 100% of the traffic.'),
      ).toBeVisible();
      await expect(same.getByTestId('deploy-waits-for')).toContainText('would change nothing');
      await expect(page.getByRole('button', { name: 'Send 1% to v1' })).toBeDisabled();
      await photograph(page, 'flow-same-again');
      await page.keyboard.press('Escape');

      // Every gate is passed before a caller notices anything.
      const sheet = await openSheet(page, 21);
      await expect(page.getByRole('radio', { name: /^Canary/ })).toBeChecked();
      await page.getByRole('button', { name: 'Send 1% to v2' }).click();
      await expect(sheet.getByText('churn v2 now takes its first share of churn-api.')).toBeVisible({
        timeout: 120_000,
      });
      const checks = sheet.getByRole('list', { name: 'Checks' });
      await expect(checks.getByRole('listitem').filter({ hasText: 'Answers for single rows' })).toContainText('rows)');
      await expect(checks.getByText('Checked while it deploys', { exact: false })).toHaveCount(0);
      await checks.scrollIntoViewIfNeeded();
      await photograph(page, 'flow-gates');
      await expect(sheet.getByRole('heading', { name: / is deployed$/ })).toBeVisible();
      await page.keyboard.press('Escape');

      // Whoever comes second is told before the click.
      const second = await openSheet(page, 20);
      await expect(
        second.getByText(/^churn-api is in the middle of a rollout: churn v2 has 1% of its traffic, started by /),
      ).toBeVisible();
      await expect(page.getByRole('button', { name: 'Send 1% to v1' })).toBeDisabled();
      await photograph(page, 'flow-second-person');
      await second.getByRole('link', { name: 'Open the rollout' }).click();
      await expect(page.getByRole('region', { name: 'Rollout' })).toBeVisible();

      await page.goto(`${address}/deployments/${endpoint.id}`);
      const panel = page.getByRole('region', { name: 'Rollout' });
      const said = panel.getByTestId('rollout-sentence');
      await expect(said).toHaveText('v2 takes 1% of live traffic; v1 keeps 99%.');
      for (const share of [5, 25, 50]) {
        await panel.getByRole('button', { name: `Next step: ${share}%` }).click();
        await expect(said).toHaveText(`v2 takes ${share}% of live traffic; v1 keeps ${100 - share}%.`);
      }
      await asker.both('v1', 'v2');
      await photograph(page, 'flow-canary');

      await panel.getByRole('button', { name: 'Abort' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Abort the rollout' }).click();
      await expect(
        panel.getByText(/Ada Owner aborted the rollout of v2 on .*: v1 answered alone from then on/),
      ).toBeVisible();
      await asker.only('v1');
      await photograph(page, 'flow-aborted');

      // Once more, all at once this time.
      const again = await openSheet(page, 21);
      await page.getByRole('radio', { name: /^Direct/ }).click();
      await again.getByRole('textbox', { name: 'Why all traffic at once' }).fill('The canary was stopped by mistake.');
      await page.getByRole('button', { name: 'Send all traffic to v2' }).click();
      await expect(page.getByText('churn-api now answers with churn v2.')).toBeVisible({ timeout: 120_000 });
      await page.keyboard.press('Escape');
      await asker.only('v2');

      // One question, which needs no reason, and the release before answers.
      await page.goto(`${address}/deployments/${endpoint.id}`);
      await page.getByRole('button', { name: /^Roll back to churn v1/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Roll back to churn v1' }).click();
      await expect(page.getByText('churn-api now answers with churn v1.')).toBeVisible({ timeout: 60_000 });
      await expect(page.getByRole('heading', { level: 1, includeHidden: true })).toContainText('answers with v1');
      await photograph(page, 'flow-rolled-back');
      await asker.only('v1');
      await page.keyboard.press('Escape');
      await expect(page.getByRole('heading', { level: 1 })).toContainText('answers with v1 of the model churn');
      await page.getByRole('tab', { name: /^Timeline/ }).click();
      await expect(page.getByText('Ada Owner aborted the rollout of v2: it answers nobody any more')).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Ada Owner deployed churn v2 as a canary' })).toHaveCount(1);
      await expect(page.getByText('Its rollout began with 1% of live traffic.')).toBeVisible();
      await photograph(page, 'flow-timeline');
    } finally {
      await asker.stop();
    }
    const { answered, failed, releases } = asker.told();
    info.annotations.push({
      type: 'figure',
      description: `${answered} answers while it went on, ${failed.length} failed`,
    });
    expect(failed).toEqual([]);
    expect([...releases].sort()).toEqual(['v1', 'v2']);
  },
);
