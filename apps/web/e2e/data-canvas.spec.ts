import { expect, type Page } from '@playwright/test';
import { draw } from './support/api';
import { showEverything, stepNamed } from './support/canvas';
import { writeOrders } from './support/orders-table';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

/** Orders and one formula behind them, open on the canvas with the formula chosen. */
async function openFormula(page: Page, o: { name: string; file: string; formula: string }): Promise<void> {
  const project = await makeProject(page, o.name);
  await page.goto(`${project}/data`);
  await upload(page, writeOrders(o.file, { seed: 7 }));
  const dataset = new URL(page.url()).pathname.split('/').at(-1);
  const id = await draw(page.request, { project: project.split('/').at(-1) ?? '', name: o.name }, [
    ['orders', 'dataset', { dataset }],
    ['doubled', 'formula-column', { name: 'twice', formula: o.formula }, { table: 'orders' }],
  ]);
  await page.goto(`${project}/pipelines/${id}`);
  await stepNamed(page, 'Formula column').click();
}

test(
  'a formula is completed while it is typed, and says what it gives or what is wrong',
  { tag: '@formula' },
  async ({ page }, info) => {
    await openFormula(page, { name: 'Formula', file: info.outputPath('orders.csv'), formula: '' });
    const field = page.getByRole('combobox', { name: 'Formula' });
    const offered = page.getByRole('listbox', { name: 'Columns and functions' });
    await field.click();
    await field.pressSequentially('am');
    await expect(offered.getByRole('option', { name: /^amount/ })).toHaveAttribute('aria-selected', 'true');
    await photograph(page, 'formula-completion');
    await page.keyboard.press('Enter');
    await expect(field).toHaveValue('amount');
    await expect(offered).toHaveCount(0);
    await field.pressSequentially(' + sqr');
    await offered.getByRole('option', { name: /^sqrt/ }).click();
    await expect(field).toHaveValue('amount + sqrt()');

    // `end` is a word of the language, though functions begin like it: nothing is offered, and Tab leaves the field.
    await field.fill('');
    await field.pressSequentially('case when amount > 3 then 1 else 0 end');
    await expect(offered).toHaveCount(0);
    await page.keyboard.press('Tab');
    await expect(field).toHaveValue('case when amount > 3 then 1 else 0 end');
    await expect(field).not.toBeFocused();
    await field.pressSequentially(' + sqr');
    await page.keyboard.press('Tab');
    await expect(field).toHaveValue('case when amount > 3 then 1 else 0 end + sqrt()');

    await field.fill('amount + sqrt(weight)');
    await expect(page.getByText('Gives number')).toBeVisible();
    await field.fill('amount + nothing');
    await expect(page.getByText('There is no column “nothing” here.').first()).toBeVisible();
    await photograph(page, 'formula-wrong');
  },
);

test(
  'the condition of the rows of a step is looked at, and what mends it goes behind the step',
  {
    tag: '@condition',
  },
  async ({ page }, info) => {
    await openFormula(page, { name: 'Condition', file: info.outputPath('orders.csv'), formula: 'amount * 2' });
    await page.getByRole('button', { name: /^Run \d+ steps$/ }).click();
    await expect(page.locator('article.step[data-step="doubled"]')).toHaveAttribute('data-state', 'done', {
      timeout: 60_000,
    });
    await page.getByRole('complementary').getByRole('tab', { name: 'Data' }).click();
    await page.getByRole('button', { name: 'Check the condition of these rows' }).click();
    const fill = page.getByRole('button', { name: 'Fill the gaps' });
    await expect(fill).toHaveAttribute('title', 'Adds the step “Impute missing” behind this step', { timeout: 60_000 });
    await photograph(page, 'condition');
    await fill.click();
    await showEverything(page);
    await expect(stepNamed(page, 'Impute missing')).toBeVisible();
    await expect(page.locator('.react-flow__edge')).toHaveCount(2);
  },
);
