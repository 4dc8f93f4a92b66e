import { writeFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { starterDrawing } from './support/follow-drawing';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

test.describe.configure({ mode: 'serial' });

let project = '';
let orders = '';
let drawing = '';

/** The card of one port in the panel. */
function card(page: Page, port: string) {
  return page.getByRole('listitem', { name: new RegExp(`^${port}: `) });
}

test('a table no run has read says what to do first', { tag: '@follow' }, async ({ page }, info) => {
  project = await makeProject(page, 'Follow');
  const write = (name: string, lines: string[]) => {
    writeFileSync(info.outputPath(name), `${lines.join('\n')}\n`);
    return info.outputPath(name);
  };
  await page.goto(`${project}/data`);
  const customers = ['customer,city', 'ada,Bern', 'bob,Rome', 'eve,Bern'];
  await upload(page, write('customers.csv', customers));
  const customerId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.goto(`${project}/data`);
  await upload(page, write('orders.csv', ['customer,amount', 'ada,20', 'bob,5', 'eve,30', 'ada,40', 'zoe,99']));
  orders = new URL(page.url()).pathname;
  const grid = page.getByRole('grid', { name: 'Rows' });
  await expect(grid.getByRole('gridcell', { name: 'bob' })).toBeVisible();
  await grid.focus();
  await page.keyboard.press('f');
  const panel = page.getByRole('complementary', { name: 'Follow row 1' });
  await expect(panel).toContainText('No run has read this batch yet');
  await photograph(page, 'follow-no-run');
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(grid).toBeFocused();
  drawing = await starterDrawing(page, { project, orders: orders.split('/').at(-1) ?? '', customers: customerId });
});

test('one row is followed from a dataset through filter, join and grouping', { tag: '@follow' }, async ({ page }) => {
  await page.goto(drawing);
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 120_000 });
  await page.locator('article.step[data-step="orders"]').click();
  await page.keyboard.press('Shift+1');
  const grid = page.getByRole('grid', { name: 'Rows' });
  await grid.getByRole('gridcell', { name: 'eve' }).click({ button: 'right' });
  await photograph(page, 'follow-menu');
  await page.getByRole('menuitem', { name: /^Follow this row/ }).click();
  const panel = page.getByRole('complementary', { name: 'Follow row 3' });
  await expect(panel).toBeFocused();
  await expect(panel.getByRole('status')).toHaveText('Found at 4 other ports. Nothing dropped it.');
  await expect(card(page, 'Table of Doubled').locator('[data-change="changed"]')).toHaveText('amount60was 30');
  await expect(card(page, 'Table of Joined').locator('[data-change="new"]')).toHaveText('cityBernnew');
  await expect(card(page, 'Table of Customers')).toContainText('Brought together with this row');
  // 2 * (30 + 20 + 40): the group holds the other orders of Bern as well.
  await expect(card(page, 'Groups of By city').locator('[data-change]').filter({ hasText: 'spent' })).toContainText(
    '180',
  );
  for (const step of ['orders', 'doubled', 'large', 'joined', 'groups'])
    await expect(page.locator(`article.step[data-step="${step}"]`)).toHaveAttribute('data-trail', 'here');
  await photograph(page, 'follow-row');
});

test('the panel names the filter and the join that dropped a row, and the canvas shows where', {
  tag: '@follow',
}, async ({ page }) => {
  await page.goto(orders);
  const grid = page.getByRole('grid', { name: 'Rows' });
  await grid.getByRole('gridcell', { name: 'bob' }).click();
  await page.getByRole('button', { name: 'Follow this row' }).click();
  const dropped = card(page, 'Table of Large ones');
  await expect(dropped).toContainText('The condition amount > 20 is not true for it.');
  await expect(card(page, 'Table of Joined')).toContainText('Dropped before, at Large ones');
  await photograph(page, 'follow-dropped');
  await dropped.getByRole('link', { name: 'Open the step' }).click();
  await expect(page).toHaveURL(/follow=/);
  await expect(page.locator('article.step[data-step="large"]')).toHaveAttribute('data-trail', 'dropped');
  await expect(page.locator('article.step[data-step="joined"]')).toHaveAttribute('data-trail', 'none');
  await photograph(page, 'follow-dropped-canvas');
  await page.reload();
  await expect(page.getByRole('complementary', { name: 'Follow row 2' })).toContainText('Dropped at Large ones.');
});

test('a group is followed back to all its rows', { tag: '@follow' }, async ({ page }) => {
  await page.goto(drawing);
  await page.locator('article.step[data-step="groups"]').click();
  await page.keyboard.press('Shift+1');
  await page.getByRole('grid', { name: 'Rows' }).getByRole('gridcell', { name: 'Bern' }).click();
  await page.keyboard.press('f');
  await expect(card(page, 'Table of Orders')).toContainText('Made of 3 rows');
  await expect(card(page, 'Table of Orders').getByRole('cell', { name: 'ada' })).toHaveCount(2);
  await expect(card(page, 'Table of Customers')).toContainText('Made of 2 rows');
  await photograph(page, 'follow-group');
});
