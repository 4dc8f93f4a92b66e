import { writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { draw } from './support/api';
import { choose, showEverything } from './support/canvas';
import { writeOrders } from './support/orders-table';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

test(
  'rows come in windows from the server: to any row by its number, sorted and filtered there',
  {
    tag: '@rows',
  },
  async ({ page }, info) => {
    const rows = 30_000;
    const project = await makeProject(page, 'Many rows');
    await page.goto(`${project}/data`);
    await upload(page, writeOrders(info.outputPath('orders.csv'), { seed: 7, rows }));
    const grid = page.getByRole('grid', { name: 'Rows' });
    await expect(page.getByText('all 30,000 rows')).toBeVisible();
    await page.getByRole('textbox', { name: 'Go to row' }).fill(String(rows));
    await page.keyboard.press('Enter');
    const last = grid.locator(`[role=row][aria-rowindex="${rows + 1}"]`);
    await expect(last).toContainText(/north|south|east/);
    await expect(page.getByText(/^Rows [\d,]+ to 30,000 of 30,000$/)).toBeVisible();
    await photograph(page, 'rows-last');

    await choose(page, { field: 'Sort by', option: 'amount' });
    await page.getByRole('button', { name: 'Smallest first' }).click();
    await page.getByRole('textbox', { name: 'Go to row' }).fill('1');
    await page.keyboard.press('Enter');
    await expect(grid.locator('[role=row][aria-rowindex="2"]')).toContainText(/1(39\.9|40)/);
    await photograph(page, 'rows-sorted');
  },
);

test(
  'lines that cannot be read are listed, and a dataset says where it comes from and who reads it',
  {
    tag: ['@rejects', '@lineage'],
  },
  async ({ page }, info) => {
    const project = await makeProject(page, 'Bad lines');
    const file = info.outputPath('shop.ndjson');
    writeFileSync(file, '{"place":"Oslo","amount":1.5}\n["no object"]\n{"place":"Bern","amount":2.5}\n');
    await page.goto(`${project}/data`);
    await upload(page, file);
    const dataset = new URL(page.url()).pathname;
    await page.goto(`${dataset}?tab=rejects`);
    const rejected = page.getByRole('table', { name: 'Rejected lines and cells' });
    await expect(rejected.getByRole('row').nth(1)).toContainText('["no object"]');
    await photograph(page, 'rejects');

    await page.goto(`${dataset}?tab=lineage`);
    await expect(page.getByText('shop.ndjson').first()).toBeVisible();
    await expect(page.getByText('No pipeline reads this dataset.')).toBeVisible();
    const slug = project.split('/').at(-1) ?? '';
    const id = dataset.split('/').at(-1);
    await draw(page.request, { project: slug, name: 'Reader' }, [['data', 'dataset', { dataset: id }]]);
    await page.reload();
    await page.getByRole('link', { name: 'Reader' }).click();
    await expect(page).toHaveURL(/\/pipelines\//);
  },
);

test(
  'rows of a step are seen before it runs, follow its settings, and name what a run would stop at',
  {
    tag: '@preview',
  },
  async ({ page }, info) => {
    const project = await makeProject(page, 'Before a run');
    await page.goto(`${project}/data`);
    await upload(page, writeOrders(info.outputPath('orders.csv'), { seed: 7, rows: 30_000 }));
    const dataset = new URL(page.url()).pathname.split('/').at(-1);
    const query = 'SELECT region, sum(twice) AS spent FROM a GROUP BY region ORDER BY region';
    const id = await draw(page.request, { project: project.split('/').at(-1) ?? '', name: 'Spent' }, [
      ['orders', 'dataset', { dataset }],
      ['doubled', 'formula-column', { name: 'twice', formula: 'amount * 2' }, { table: 'orders' }],
      // It runs each time: what is behind it must not be taken for old because of that.
      ['checked', 'check-quality', { rules: [{ check: 'not-null', column: 'region' }] }, { table: 'doubled' }],
      ['asked', 'sql', { query }, { a: 'checked' }],
    ]);
    const step = (name: string) => page.locator(`article.step[data-step="${name}"]`);
    const grid = page.getByRole('grid', { name: 'Rows of the preview' });
    await page.goto(`${project}/pipelines/${id}`);
    await step('doubled').click();
    await page.keyboard.press('Shift+1');
    await expect(
      page.getByText('Preview: The step has not run. Computed on the first 200 of 30,000 rows.'),
    ).toBeVisible();
    await expect(grid.getByRole('columnheader', { name: /twice/ })).toBeVisible();
    // What the step made comes before what it handed on, here and in the glance beside its settings.
    await expect(grid.getByRole('columnheader').nth(1)).toContainText(/twice.*new/);
    await photograph(page, 'preview-rows');
    const panel = page.getByRole('complementary', { name: 'Settings of Formula column' });
    await panel.getByRole('tab', { name: 'Data' }).click();
    const glance = panel.getByRole('region', { name: 'First rows' });
    await expect(glance.getByRole('columnheader').first()).toContainText(/twice.*new/);
    await photograph(page, 'preview-glance');
    await panel.getByRole('tab', { name: 'Settings' }).click();

    await page.getByRole('textbox', { name: 'Name of the column' }).fill('double');
    await expect(grid.getByRole('columnheader', { name: /double/ })).toBeVisible();
    await showEverything(page);
    await step('asked').click();
    await expect(page.getByRole('complementary', { name: 'Settings of SQL' }).getByRole('alert')).toContainText(
      'twice',
    );
    await photograph(page, 'preview-stopped');

    await step('doubled').click();
    await page.getByRole('textbox', { name: 'Name of the column' }).fill('twice');
    await step('asked').click();
    await expect(page.getByText(/Computed on 10,000 of 30,000 rows, from \d+ places\.$/)).toBeVisible();
    await expect(grid.getByRole('gridcell', { name: 'north' })).toBeVisible();
    await photograph(page, 'preview-sample');

    await page.getByRole('region', { name: 'Results' }).getByRole('button', { name: 'Run to here' }).click();
    await expect(step('asked')).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
    const made = page.getByRole('grid', { name: 'Rows', exact: true });
    await expect(made.getByRole('gridcell', { name: 'north' })).toBeVisible();
    await expect(grid).toHaveCount(0);

    await step('doubled').click();
    await page.getByRole('textbox', { name: 'Name of the column' }).fill('double');
    await expect(grid.getByRole('columnheader', { name: /double/ })).toBeVisible();
    await photograph(page, 'preview-edited');
    await page.getByRole('button', { name: 'Show run 1' }).click();
    await expect(made.getByRole('columnheader', { name: /twice/ })).toBeVisible();
    await page.getByRole('button', { name: 'Show the preview' }).click();
    await expect(grid.getByRole('columnheader', { name: /double/ })).toBeVisible();
    await expect(step('asked')).toHaveAttribute('data-state', 'stale');
    await page.getByRole('textbox', { name: 'Name of the column' }).fill('twice');
    for (const id of ['doubled', 'checked', 'asked'])
      await expect(step(id)).toHaveAttribute('data-state', /done|cached/);
    await expect(made.getByRole('columnheader', { name: /twice/ })).toBeVisible();
  },
);

test(
  'the glance at a wide table shows what the step made, and is scrolled sideways by key to the rest',
  {
    tag: '@preview',
  },
  async ({ page }, info) => {
    const project = await makeProject(page, 'Many columns');
    await page.goto(`${project}/data`);
    const names = Array.from({ length: 16 }, (_, at) => `measure_${at}`);
    const lines = Array.from({ length: 30 }, (_, row) =>
      [
        `order-2026-${1000 + row}`,
        `2026-01-${String(row + 1).padStart(2, '0')}`,
        ...names.map((_, at) => row + at),
      ].join(','),
    );
    const file = info.outputPath('many.csv');
    writeFileSync(file, `${['order', 'day', ...names].join(',')}\n${lines.join('\n')}\n`);
    await upload(page, file);
    const dataset = new URL(page.url()).pathname.split('/').at(-1);
    const id = await draw(page.request, { project: project.split('/').at(-1) ?? '', name: 'Many' }, [
      ['many', 'dataset', { dataset }],
      ['doubled', 'formula-column', { name: 'twice', formula: 'measure_15 * 2' }, { table: 'many' }],
    ]);
    await page.goto(`${project}/pipelines/${id}`);
    await page.locator('article.step[data-step="doubled"]').click();
    const panel = page.getByRole('complementary', { name: 'Settings of Formula column' });
    await panel.getByRole('tab', { name: 'Data' }).click();
    const glance = panel.getByRole('region', { name: 'First rows' });
    await expect(glance.getByRole('columnheader').first()).toContainText(/twice.*new/);
    for (const cell of ['order-2026-1000', '2026-01-01'])
      expect(
        await glance
          .getByRole('cell', { name: cell })
          .evaluate((element) => element.scrollWidth <= element.clientWidth),
      ).toBe(true);
    await glance.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => glance.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    await photograph(page, 'preview-wide-glance');
  },
);

test('a step without a line to its input offers to draw one, and so does the step behind it', {
  tag: '@preview',
}, async ({ page }) => {
  const project = await makeProject(page, 'No line yet');
  const id = await draw(page.request, { project: project.split('/').at(-1) ?? '', name: 'No line yet' }, [
    ['first', 'cast-types', {}],
    ['second', 'cast-types', {}, { table: 'first' }],
  ]);
  await page.goto(`${project}/pipelines/${id}`);
  const results = page.getByRole('region', { name: 'Results' });
  const offersLine = async (step: string, why: string) => {
    await page.locator(`article.step[data-step="${step}"]`).click();
    await page.keyboard.press('Shift+1');
    await expect(results).toContainText(why);
    await expect(results.getByRole('button', { name: 'Run to here' })).toHaveCount(0);
    await photograph(page, `preview-no-line-${step}`);
    await results.getByRole('button', { name: 'Draw a line' }).click();
    await expect(page.getByRole('dialog', { name: /^Connect / })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  await offersLine('first', 'The step is not ready: needs an input.');
  await offersLine('second', 'Nothing is connected to the input');
});
