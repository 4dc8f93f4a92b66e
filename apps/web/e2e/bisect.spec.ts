import { expect } from '@playwright/test';
import { draw, mutate, query } from './support/api';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Pipeline = { revision: number; document: { steps: Record<string, { params: object }> } };

test('what made a run worse is found between two runs and taken back', { tag: '@bisect' }, async ({ page }) => {
  const address = await makeProject(page, 'Bisect');
  const project = address.slice(3);
  const { request } = page;
  const pipeline = await draw(request, { project, name: 'Churn' }, [
    ['data', 'sample-data', { sample: 'churn', rows: 1000 }],
    ['split', 'split-rows', { strategy: 'stratified', target: 'churned' }, { table: 'data' }],
    ['model', 'decision-tree', { target: 'churned', minRowsPerLeaf: 10 }, { rows: 'split.split' }],
    ['judge', 'evaluate', { bootstrap: 0 }, { model: 'model.model', rows: 'split.split' }],
    ['fitted', 'evaluate', { bootstrap: 0, part: 'train' }, { model: 'model.model', rows: 'split.split' }],
  ]);
  const ended = async (id: string) => {
    const key = { project, id };
    await expect
      .poll(async () => (await query<{ run: { status: string } }>(request, 'runs.get', key)).run.status, {
        timeout: 60_000,
      })
      .toBe('succeeded');
  };
  const first = await mutate<{ id: string }>(request, 'runs.start', { project, pipeline });
  await ended(first.id);
  const { revision, document } = await query<Pipeline>(request, 'pipelines.get', { project, id: pipeline });
  const changed = (id: string, params: object) => ({
    ...document.steps[id],
    params: { ...document.steps[id]?.params, ...params },
  });
  const steps = {
    ...document.steps,
    model: changed('model', { minRowsPerLeaf: 300, maxBins: 200 }),
    judge: changed('judge', { bootstrap: 10, threshold: 0.4 }),
    fitted: { ...document.steps['fitted'], title: 'On the rows of training' },
  };
  await mutate(request, 'pipelines.save', {
    project,
    id: pipeline,
    baseRevision: revision,
    document: { ...document, steps, seed: 21 },
  });
  const second = await mutate<{ id: string }>(request, 'runs.start', { project, pipeline });
  await ended(second.id);

  await page.goto(`${address}/runs/${second.id}`);
  await page.getByRole('link', { name: 'Find what made it worse' }).click();
  const differences = page.getByRole('list', { name: 'Differences' });
  // Of the two steps that judge, the one that lost most comes first; to the other two more settings matter, its own.
  await expect(differences.getByRole('listitem')).toHaveCount(3);
  const judgedBy = page.getByRole('combobox', { name: 'Judged by' });
  await expect(judgedBy).toContainText('On the rows of training');
  await judgedBy.click();
  await page.getByRole('option', { name: 'Evaluate' }).click();
  await expect(differences.getByRole('listitem')).toHaveCount(5);
  await photograph(page, 'bisect-start');
  await page.getByRole('combobox', { name: 'Runs with other seeds' }).click();
  await page.getByRole('option', { name: '0', exact: true }).click();
  await page.getByRole('button', { name: 'Find what made it worse' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    'One difference made ROC AUC worse: “Fewest rows per leaf”',
    { timeout: 60_000 },
  );
  const runs = page.getByRole('table', { name: 'Hybrid runs' }).getByRole('row');
  expect(await runs.count()).toBeLessThanOrEqual(1 + 8); // its head, and the hybrids for two causes
  const kinds = page.getByRole('table', { name: 'Loss by kind of difference' });
  const parts = page.getByRole('table', { name: 'Parts of the loss' }).getByRole('row');
  const all = await parts.count();
  // The other seed makes up for a part: the setting alone makes more than what is left.
  await expect(kinds.getByRole('row', { name: /^Settings/ })).toContainText('more than all of it');
  await photograph(page, 'bisect-found');
  // A kind is chosen from the keyboard: its parts alone are shown, and all again.
  const settings = kinds.getByRole('button', { name: /^Settings/ });
  await settings.focus();
  await page.keyboard.press('Enter');
  await expect(settings).toHaveAccessibleName('Settings: show all parts again');
  await expect(parts).toHaveCount(2); // its head, and the one setting
  await photograph(page, 'bisect-kind');
  await page.keyboard.press('Enter');
  await expect(parts).toHaveCount(all);

  await page.getByRole('button', { name: 'Take back in the pipeline' }).click();
  await expect(page).toHaveURL(new RegExp(`/pipelines/${pipeline}$`));
  const now = await query<Pipeline>(request, 'pipelines.get', { project, id: pipeline });
  expect(now.document.steps['model']?.params).toMatchObject({ minRowsPerLeaf: 10, maxBins: 200 });
  await page.goto(`${address}/runs`);
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(3);
});
