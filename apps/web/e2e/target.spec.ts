import { expect } from '@playwright/test';
import { addAfter, choose, select } from './support/canvas';
import { writeOrders } from './support/orders-table';
import { goTo, test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

test('a model without a target leads to where it is chosen, and says afterwards where that was', async ({
  page,
}, info) => {
  const project = await makeProject(page, 'Targets');
  await page.goto(`${project}/data`);
  await upload(page, writeOrders(info.outputPath('orders.csv'), { seed: 7 }));
  await goTo(page, 'Pipelines');
  await page.getByRole('button', { name: 'New pipeline', exact: true }).click();
  await page.getByRole('button', { name: 'Add a dataset' }).click();
  await choose(page, { field: 'Dataset', option: 'orders' });
  await addAfter(page, { after: 'Dataset', title: 'Split rows' });
  await addAfter(page, { after: 'Split rows', title: 'Gradient-boosted trees' });
  await photograph(page, 'no-target');

  await page.getByRole('button', { name: 'Choose it in Split rows' }).first().click();
  await expect(page.getByRole('complementary', { name: 'Settings of Split rows' })).toBeVisible();
  const target = page.getByRole('button', { name: 'Target', exact: true });
  await expect(target).toBeFocused();
  await choose(page, { field: 'Target', option: 'returned' });
  await select(page, 'Gradient-boosted trees');
  await expect(target).toContainText('returned (from Split rows)');
  await photograph(page, 'target-marked');

  // Beside the open panel of a narrower window the bar has little room: the name stays, and nothing lies on it.
  await page.setViewportSize({ width: 1180, height: 800 });
  const [name, undo] = await Promise.all([
    page.getByRole('button', { name: /, rename$/ }).boundingBox(),
    page.getByRole('button', { name: 'Undo', exact: true }).boundingBox(),
  ]);
  expect(name?.width ?? 0).toBeGreaterThan(40);
  expect((name?.x ?? 0) + (name?.width ?? 0)).toBeLessThanOrEqual(undo?.x ?? 0);
});

test('one click on the name of a pipeline is enough to change it', async ({ page }) => {
  await page.goto(await makeProject(page, 'Names'));
  await goTo(page, 'Pipelines');
  await page.getByRole('button', { name: 'New pipeline', exact: true }).click();
  await page.getByRole('button', { name: /, rename$/ }).click();
  await page.keyboard.type('By hand');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'By hand, rename' })).toBeVisible();
});
