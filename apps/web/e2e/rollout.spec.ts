import { expect, type Page } from '@playwright/test';
import { draw, mutate, query } from './support/api';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

/** Trains two models that are alike, and waits until both are on the leaderboard. */
async function trainTwo(page: Page, project: string): Promise<void> {
  const trees = (rounds: number) => ({ target: 'churned', rounds, earlyStopping: false });
  const pipeline = await draw(page.request, { project, name: 'Two' }, [
    ['data', 'sample-data', { rows: 2000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['one', 'gradient-boosted-trees', trees(20), { rows: 'split.split' }],
    ['other', 'gradient-boosted-trees', trees(21), { rows: 'split.split' }],
    ['compare', 'compare-candidates', {}, { models: ['one.model', 'other.model'], rows: 'split.split' }],
  ]);
  await mutate(page.request, 'runs.start', { project, pipeline });
  await goToTab(page, 'Experiments', 'Leaderboard');
  await expect(page.getByRole('table', { name: 'Leaderboard' }).getByRole('row')).toHaveCount(3, { timeout: 90_000 });
}

type Endpoints = { endpoints: { id: string; name: string; answers: string | null }[] };

test('a canary takes a share, is moved by hand and aborted, and what went live is rolled back', {
  tag: '@rollout',
}, async ({ page }) => {
  test.setTimeout(400_000); // it waits for two whole minutes
  const address = await makeProject(page, 'Rollouts');
  const project = address.slice(3);
  await trainTwo(page, project);
  const rows = page.getByRole('table', { name: 'Leaderboard' }).getByRole('row');
  // Their order may change once they have been compared.
  const of = (rounds: number) => rows.filter({ hasText: `most rounds ${rounds}` });
  const [first, second] = [of(20), of(21)];
  const sheet = page.getByRole('dialog');

  // v1 answers live.
  await first.getByRole('button', { name: /^Deploy / }).click();
  await sheet.getByRole('textbox', { name: 'Model' }).fill('churn');
  await sheet.getByRole('textbox', { name: 'Endpoint' }).fill('churn-api');
  await page.getByRole('radio', { name: /^Direct/ }).click();
  await sheet.getByRole('textbox', { name: 'Why all traffic at once' }).fill('The first release of this endpoint.');
  await page.getByRole('button', { name: 'Send all traffic to v1' }).click();
  await expect(page.getByText('churn-api now answers with churn v1.')).toBeVisible({ timeout: 120_000 });
  await page.keyboard.press('Escape');

  // v2 gets a share: proposed, since the endpoint is live.
  await second.getByRole('button', { name: /^Deploy / }).click();
  await sheet.getByRole('textbox', { name: 'Model' }).fill('churn');
  await sheet.getByRole('textbox', { name: 'Endpoint' }).fill('churn-api');
  await expect(page.getByRole('radio', { name: /^Canary/ })).toBeChecked();
  await expect(page.getByTestId('deploy-effect')).toHaveText(
    'churn v2 will take 1% of live traffic on churn-api; churn v1 keeps 99%.',
  );
  await photograph(page, 'canary-sheet');
  await page.getByRole('button', { name: 'Send 1% to v2' }).click();
  await expect(page.getByText(/1% of the traffic goes to this release/)).toBeVisible({ timeout: 120_000 });
  await expect(sheet.getByText('churn v2 now takes its first share of churn-api.')).toBeVisible();
  await photograph(page, 'canary-sent');

  const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project });
  const endpoint = endpoints.find(({ name }) => name === 'churn-api');
  await page.goto(`${address}/deployments/${endpoint?.id}`);
  const panel = page.getByRole('region', { name: 'Rollout' });
  const said = panel.getByTestId('rollout-sentence');
  await expect(said).toHaveText('v2 takes 1% of live traffic; v1 keeps 99%.');
  await expect(panel.getByRole('row', { name: /^Requests/ })).toContainText('not enough data (0 of 100)');
  await expect(panel.getByRole('list', { name: 'Rules' }).getByRole('listitem')).toHaveCount(4);

  await panel.getByRole('button', { name: 'Next step: 5%' }).click();
  await expect(said).toHaveText('v2 takes 5% of live traffic; v1 keeps 95%.');
  await panel.getByRole('button', { name: 'Next step: 25%' }).click();
  await expect(said).toContainText('25%');
  // Requests count from the first whole minute of a step on.
  await expect(async () => {
    await askOften(page, { project, id: endpoint?.id ?? '', times: 6 });
    await expect(panel.getByRole('row', { name: /^Answers/ }).first()).toContainText('%', { timeout: 5_000 });
  }).toPass({ timeout: 120_000 });
  await expect(panel.getByRole('row', { name: /^Requests/ })).toContainText(/not enough data \(\d+ of 1,000\)/);
  await photograph(page, 'rollout-running');
  await page.goto(`${address}/deployments`);
  const listed = page.getByRole('table', { name: 'Endpoints' }).getByRole('row').nth(1);
  await expect(listed).toContainText(/live.*churn v1, 75%.*churn v2, 25%/);
  await photograph(page, 'deployments-rollout');
  await page.goto(`${address}/deployments/${endpoint?.id}`);
  await panel.getByRole('button', { name: 'Pause' }).click();
  await expect(said).toContainText('Paused');
  await panel.getByRole('button', { name: 'Abort' }).click();
  const question = page.getByRole('alertdialog', { name: 'Abort the rollout of v2?' });
  await expect(question).toContainText('v1 answers all requests again, at once; v2 answers nobody.');
  // A reason that is begun is not thrown away: it is finished, or taken out.
  await question.getByRole('textbox', { name: 'Why' }).fill('Mistake');
  await expect(question.getByRole('button', { name: 'Abort the rollout' })).toBeDisabled();
  await question.getByRole('textbox', { name: 'Why' }).fill('It was started by mistake.');
  await photograph(page, 'rollout-abort');
  await question.getByRole('button', { name: 'Let it go on' }).click();
  await expect(said).toContainText('Paused');
  await panel.getByRole('button', { name: 'Abort' }).click();
  await question.getByRole('button', { name: 'Abort the rollout' }).click();
  await expect(
    panel.getByText(
      /Ada Owner aborted the rollout of v2 on .*: v1 answered alone from then on\. It was started by mistake/,
    ),
  ).toBeVisible();
  await expect(panel.getByRole('button')).toHaveCount(0);
  await photograph(page, 'rollout-aborted');
  await page.getByRole('tab', { name: /^Timeline/ }).click();
  await expect(page.getByText('Ada Owner aborted the rollout of v2: it answers nobody any more')).toBeVisible();
  await photograph(page, 'rollout-timeline');

  // Once more, in shadow first.
  await goToTab(page, 'Experiments', 'Leaderboard');
  await second.getByRole('button', { name: /^Deploy / }).click();
  await sheet.getByRole('textbox', { name: 'Model' }).fill('churn');
  await sheet.getByRole('textbox', { name: 'Endpoint' }).fill('churn-api');
  await sheet.getByRole('checkbox', { name: 'Shadow first' }).click();
  await expect(page.getByTestId('deploy-effect')).toHaveText(
    'churn v2 will get a copy of 100% of live requests on churn-api; churn v1 answers all of them.',
  );
  await expect(sheet.getByText(/^shadow\s→ 1\s→ 5\s→ 25\s→ 50\s→ 100%/)).toBeVisible();
  await photograph(page, 'shadow-sheet');
  await page.getByRole('button', { name: 'Send copies to v2' }).click();
  await expect(sheet.getByText('churn v2 now gets copies of the requests of churn-api.')).toBeVisible({
    timeout: 120_000,
  });
  await page.goto(`${address}/deployments/${endpoint?.id}`);
  await expect(said).toHaveText('Callers see v1 only; v2 is in shadow, with a copy of 100% of requests.');
  await expect(panel.getByRole('list', { name: 'Rules' }).getByRole('listitem')).toHaveCount(5);
  await expect(async () => {
    await askOften(page, { project, id: endpoint?.id ?? '', times: 6 });
    await expect(panel.getByRole('row', { name: /^Answers agree/ })).toContainText('%', { timeout: 5_000 });
  }).toPass({ timeout: 120_000 });
  await expect(panel.getByRole('row', { name: /^Requests copied/ })).toContainText(/not enough data \(\d+ of 500\)/);
  await expect(page.getByRole('button', { name: /^Roll back/ })).toHaveCount(0);
  await photograph(page, 'shadow-running');
  await panel.getByRole('button', { name: 'Next step: 1%' }).click();
  await expect(said).toHaveText('v2 takes 1% of live traffic; v1 keeps 99%.');
  await expect(panel.getByRole('list', { name: 'Steps' }).getByRole('listitem').first()).toContainText(/had .*copies/);
  await page.getByRole('tab', { name: /^Timeline/ }).click();
  await expect(page.getByText('Its rollout began in shadow, with copies of requests.')).toBeVisible();
  await photograph(page, 'shadow-timeline');
  await page.getByRole('tab', { name: 'Rollout' }).click();

  // To the end, and back.
  await panel.getByRole('button', { name: 'Go to 100%' }).click();
  await sheet.getByRole('textbox', { name: 'Why all traffic now' }).fill('It has answered well for a day.');
  await page.getByRole('button', { name: 'Send all traffic to v2' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('answers with v2 of the model churn');
  await page.getByRole('button', { name: /^Roll back to churn v1/ }).click();
  await expect(sheet.getByTestId('move-effect')).toContainText(
    'churn v1 will answer at churn-api alone, instead of churn v2',
  );
  await sheet.getByRole('textbox', { name: 'Why go back' }).fill('Callers complain about its answers.');
  await photograph(page, 'roll-back-sheet');
  await sheet.getByRole('button', { name: 'Roll back to churn v1' }).click();
  await expect(sheet.getByText('churn-api now answers with churn v1.')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('answers with v1 of the model churn');
  await page.getByRole('tab', { name: /^Timeline/ }).click();
  const back = page.getByRole('listitem').filter({ hasText: 'Ada Owner rolled back to churn v1' });
  await expect(back).toContainText('Reason given: Callers complain about its answers.');
  await expect(back).toContainText('The rollout before it counts as rolled back.');
  await photograph(page, 'rollout-rolled-back');
});

/** Asks the endpoint with held-out rows, as its test form does. */
async function askOften(page: Page, o: { project: string; id: string; times: number }): Promise<void> {
  const { project, id } = o;
  for (let offset = 0; offset < o.times; offset += 1) {
    const { row } = await query<{ row: object }>(page.request, 'endpoints.sampleRow', { project, id, offset });
    await mutate(page.request, 'endpoints.test', { project, id, row });
  }
}
