import { expect, test } from '@playwright/test';
import { environment } from './support/env';
import { owner } from './support/owner';
import { photograph } from './support/photograph';

test('the one-time link makes the first account, once', async ({ page }) => {
  test.skip(environment.setupLink === '', 'this installation has an account already');
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in$/);

  await page.goto(environment.setupLink);
  await expect(page.getByRole('heading', { name: 'Welcome to Millrace' })).toBeVisible();
  await photograph(page, 'welcome');
  await page.getByLabel('Name').fill(owner.name);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'What do you want to predict?' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/p/${owner.project}$`));
  await photograph(page, 'home-new');

  await page.getByRole('button', { name: owner.name }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await photograph(page, 'sign-in');

  await page.goto(environment.setupLink);
  await page.getByLabel('Name').fill('Eve');
  await page.getByLabel('E-mail').fill('eve@example.test');
  await page.getByLabel('Password').fill('another long password');
  await page.getByRole('button', { name: 'Make account and start' }).click();
  await expect(page.getByText('This set-up link was used already')).toBeVisible();

  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('E-mail and password do not belong together.')).toBeVisible();
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'What do you want to predict?' })).toBeVisible();
});

test('pages of a project are closed without a session', async ({ page }) => {
  for (const path of [`/p/${owner.project}`, `/p/${owner.project}/data`, '/admin/users']) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
});
