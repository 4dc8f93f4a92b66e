import { readFileSync } from 'node:fs';
import { type Download, expect, type Page } from '@playwright/test';
import { draw } from './support/api';
import { select } from './support/canvas';
import { goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

test('a model leaves as an .onnx file and comes back as a candidate with the same figures', { tag: '@onnx' }, async ({
  page,
}) => {
  const address = await makeProject(page, 'Portable');
  const project = address.slice(3);
  const rows: Parameters<typeof draw>[2] = [
    ['data', 'sample-data', { rows: 1000 }],
    ['split', 'split-rows', {}, { table: 'data' }],
  ];
  const trained = await draw(page.request, { project, name: 'Trained here' }, [
    ...rows,
    ['trees', 'gradient-boosted-trees', { target: 'churned', rounds: 20 }, { rows: 'split.split' }],
    ['evaluate', 'evaluate', {}, { model: 'trees.model', rows: 'split.split' }],
  ]);
  await page.goto(`${address}/pipelines/${trained}`);
  await runAll(page);

  await goToTab(page, 'Experiments', 'Leaderboard');
  const figure = await leadingFigure(page);
  await page.getByRole('tab', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Export as ONNX' }).click();
  await expect(page.getByText(/test rows the file gives the same labels/)).toBeVisible({ timeout: 60_000 });
  await page.reload();
  // Who comes again finds the file, and does not export it again.
  const link = page.getByRole('link', { name: 'Download' });
  await expect(link).toBeVisible();
  await photograph(page, 'onnx-exported');
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('gradient-boosted-trees.onnx');

  const imported = await draw(page.request, { project, name: 'Comes back' }, [
    ...rows,
    ['import', 'import-model', { target: 'churned' }, { rows: 'split.split' }],
    ['evaluate', 'evaluate', {}, { model: 'import.model', rows: 'split.split' }],
  ]);
  await page.goto(`${address}/pipelines/${imported}`);
  await select(page, 'Import model');
  const inspector = page.getByRole('complementary', { name: /^Settings of/ });
  await photograph(page, 'onnx-import-empty');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    inspector.getByRole('button', { name: 'Choose a file' }).click(),
  ]);
  await chooser.setFiles(await saved(download));
  await expect(inspector.getByText('Kept in this project')).toBeVisible();
  await runAll(page);
  await inspector.getByRole('tab', { name: 'Data' }).click();
  await expect(inspector.getByText('nothing was learned from the rows')).toBeVisible();
  await photograph(page, 'onnx-imported');

  await goToTab(page, 'Experiments', 'Leaderboard');
  await expect.poll(() => leadingFigure(page)).toBe(figure);
  await page.getByRole('link', { name: 'Import model' }).click();
  await expect(page.getByRole('heading', { name: 'Import model predicts churned.' })).toBeVisible();
  await page.getByRole('tab', { name: 'Export' }).click();
  await expect(page.getByText('Import model came as an .onnx file')).toBeVisible();
  await photograph(page, 'onnx-imported-candidate');

  await page.getByRole('button', { name: 'Deploy' }).click();
  await page.getByRole('button', { name: /^Deploy v1 to the sandbox/ }).click();
  await page.getByRole('link', { name: 'Open its test form' }).click({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Get a prediction' }).click();
  await expect(page.getByTestId('prediction')).toHaveText(/^(yes|no)$/);
  await photograph(page, 'onnx-endpoint-answer');
  await page.getByRole('tab', { name: 'Processes' }).click();
  await expect(page.getByRole('table', { name: 'Processes of releases' })).toContainText(/its own, \d+/);
  await photograph(page, 'onnx-endpoint-processes');
});

async function runAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Run \d+ steps?/ }).click();
  const open = page.locator('article.step:not([data-state="done"]):not([data-state="cached"])');
  await expect(open).toHaveCount(0, { timeout: 60_000 });
}

/** The figure of the first candidate of the newest run, as its leaderboard shows it. */
async function leadingFigure(page: Page): Promise<string> {
  const row = page.getByRole('table', { name: 'Leaderboard' }).getByRole('row').nth(1);
  await expect(row).toContainText(/0\.\d{3}/);
  return /0\.\d{3}/.exec(await row.innerText())?.[0] ?? '';
}

/** The file under its own name, as a person has it. */
async function saved(download: Download) {
  return {
    name: download.suggestedFilename(),
    mimeType: 'application/octet-stream',
    buffer: readFileSync(await download.path()),
  };
}
