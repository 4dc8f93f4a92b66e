import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { draw, mutate } from './support/api';
import { writeOrders } from './support/orders-table';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

const lastPart = (address: string) => new URL(address, 'http://here').pathname.split('/').at(-1) ?? '';

/** Starts a pipeline that trains a model with two seeds, judges both, and compares, explains and registers the first. */
async function trainOrders(page: Page, o: { project: string; dataset: string }): Promise<void> {
  const split = { rows: 'split.split' };
  const trees = { model: 'trees.model', ...split };
  const pipeline = await draw(page.request, { project: o.project, name: 'Returns' }, [
    ['data', 'dataset', { dataset: o.dataset }],
    ['target', 'select-columns', { target: 'returned' }, { table: 'data' }],
    ['split', 'split-rows', {}, { table: 'target' }],
    ['trees', 'gradient-boosted-trees', { rounds: 20 }, split],
    ['again', 'gradient-boosted-trees', { rounds: 20, seed: 2 }, split],
    ['judge', 'evaluate', { thresholdBy: 'costs', missedCost: 3 }, trees],
    ['judge2', 'evaluate', {}, { model: 'again.model', ...split }],
    ['explain', 'explain', {}, trees],
    ['compare', 'compare-candidates', {}, { models: 'trees.model', ...split }],
    ['register', 'register-model', { name: 'returns' }, { ...trees, evaluation: 'judge.evaluation' }],
  ]);
  await mutate(page.request, 'runs.start', { project: o.project, pipeline });
}

test(
  'a model page tells what is known, and its card takes a sentence and goes along',
  { tag: ['@card', '@seeds'] },
  async ({ page }, info) => {
    const project = await makeProject(page, 'Model card');
    await page.goto(`${project}/data`);
    await upload(page, writeOrders(info.outputPath('orders.csv'), { seed: 7 }));
    await trainOrders(page, { project: lastPart(project), dataset: lastPart(page.url()) });

    await goToTab(page, 'Monitoring', 'Events');
    const happened = page.getByRole('table', { name: 'Events' });
    await expect(happened).toContainText(/is ready: the best of its run at ROC AUC/, { timeout: 120_000 });
    await expect(happened).toContainText('A run succeeded', { timeout: 60_000 });
    await photograph(page, 'events-model-ready');

    await page.goto(`${project}/models`);
    await page.getByRole('link', { name: 'returns', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('returns v1 predicts returned.');
    await expect(page.getByRole('region', { name: 'Figures' })).toContainText('where errors cost least');
    await expect(page.getByText(/^processor, \d+ threads?$/)).toBeVisible();
    const tab = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
    for (const name of ['Summary', 'Performance', 'Explain', 'Slices', 'Data', 'Versions', 'Deployments']) {
      await tab(name).click();
      await expect(tab(name)).toHaveAttribute('aria-selected', 'true');
      await photograph(page, `model-${name.toLowerCase()}`);
    }
    await expect(page.getByText('This version was never deployed')).toBeVisible();

    await tab('Card').click();
    await expect(page.getByText('7 fields of 7 need a sentence from you.')).toBeVisible();
    await page.getByRole('button', { name: 'Write Purpose' }).click();
    await page.getByRole('textbox', { name: 'Purpose' }).fill('To call before it is sent.');
    await photograph(page, 'model-card-writing');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('6 fields of 7 need a sentence from you.')).toBeVisible();
    await page.reload();
    await expect(page.getByText('To call before it is sent.')).toBeVisible();
    await photograph(page, 'model-card');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: 'Export' })
        .click()
        .then(() => page.getByRole('menuitem', { name: /^Markdown/ }).click()),
    ]);
    expect(download.suggestedFilename()).toBe('returns-v1-card.md');
    const file = info.outputPath('card.md');
    await download.saveAs(file);
    const card = readFileSync(file, 'utf8');
    expect(card).toMatch(/^---\nlibrary_name: "millrace"\n/);
    expect(card).toContain('    - type: "roc_auc"');
    expect(card).toContain('To call before it is sent.');

    await page.getByRole('button', { name: 'History' }).click();
    await expect(page.getByRole('dialog')).toContainText('To call before it is sent.');
    await page.keyboard.press('Escape');

    await goToTab(page, 'Monitoring', 'Events');
    const ready = happened.getByRole('row').filter({ hasText: 'is ready' });
    await ready.getByRole('link').click();
    await expect(page.getByText('registered as returns v1')).toBeVisible();
    await page.getByRole('button', { name: 'Deploy' }).click();
    const checks = page.getByRole('dialog').getByRole('list', { name: 'Checks' });
    await expect(checks).toContainText('Model card');
    await photograph(page, 'candidate-deploy');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Candidates of run 1' }).click();
    const board = page.getByRole('table', { name: 'Leaderboard' });
    await expect(page.getByRole('table', { name: 'Over seeds' })).toContainText(
      /Gradient-boosted trees.*20\.\d{3} ± 0/,
    );
    await photograph(page, 'leaderboard-seeds');
    await board.getByRole('link').first().click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('predicts returned');
  },
);
