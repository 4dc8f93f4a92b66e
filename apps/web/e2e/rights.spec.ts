import { expect, type Page } from '@playwright/test';
import { goTo, goToTab, owner, test } from './support/owner';
import { photograph } from './support/photograph';

const viewer = { name: 'Vera Viewer', email: 'vera@example.test', password: 'a password of her own' };

// Not Events: its rows are buttons named after what happened, and that may be a deployment.
const pagesBehindTabs = [
  ['Data', 'Sources'],
  ['Data', 'Feature views'],
  ['Pipelines', 'Runs'],
  ['Monitoring', 'Starts by itself'],
  ['Monitoring', 'Put aside'],
] as const;

const changes = /new pipeline|new source|choose a file|start a pipeline|delete|deploy|roll back/i;

/** The page says something, and has no button that changes anything. */
async function changesNothing(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: changes })).toHaveCount(0);
}

test('a viewer is invited by link, sees everything and can change nothing', async ({ page, browser }) => {
  await page.goto(`/p/${owner.project}/pipelines`);
  await page.getByRole('button', { name: 'New pipeline', exact: true }).click();
  await expect(page.getByLabel(/^Canvas, /)).toBeVisible();
  const drawing = page.url();

  await goTo(page, 'Settings');
  // The address without a tab leads to the first one, too.
  await page.goto(`/p/${owner.project}/settings`);
  await expect(page).toHaveURL(/\/settings\/members$/);
  await page.getByLabel('E-mail').fill(viewer.email);
  await page.getByRole('combobox', { name: 'Role', exact: true }).click();
  await page.getByRole('option', { name: /^Viewer/ }).click();
  await page.getByRole('button', { name: 'Make invitation link' }).click();
  const sent = page.getByRole('figure').filter({ hasText: 'Send this link' });
  const link = await sent.getByText('/welcome?invitation=').innerText();
  await photograph(page, 'settings-members');

  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const seen = await context.newPage();
  await seen.goto(link.trim());
  await expect(seen.getByRole('heading', { name: /^Join / })).toBeVisible();
  await photograph(seen, 'invitation');
  await seen.getByLabel('Name').fill(viewer.name);
  await seen.getByLabel('Password').fill(viewer.password);
  await seen.getByRole('button', { name: /^Join / }).click();
  await expect(seen.getByRole('navigation', { name: 'Main' })).toBeVisible();

  for (const place of ['Home', 'Data', 'Pipelines', 'Experiments', 'Models', 'Deployments', 'Monitoring']) {
    await goTo(seen, place);
    await changesNothing(seen);
  }
  for (const [place, tab] of pagesBehindTabs) {
    await goToTab(seen, place, tab);
    await changesNothing(seen);
  }
  await seen.goto(drawing);
  await expect(seen.getByText('View only')).toBeVisible();
  await expect(seen.getByRole('button', { name: /^Run/ })).toHaveCount(0);
  await photograph(seen, 'editor-view-only');

  await goTo(seen, 'Settings');
  await expect(seen.getByText(viewer.email)).toBeVisible();
  await expect(seen.getByRole('button', { name: /take .* out|invitation link/i })).toHaveCount(0);
  await seen.getByRole('tab', { name: 'API keys' }).click();
  await expect(seen.getByText('Keys are managed by admins')).toBeVisible();

  await seen.goto('/admin/users');
  await expect(seen.getByText(owner.email)).toHaveCount(0);
  await context.close();
});
