import { expect, type Page } from '@playwright/test';
import { owner } from './owner';

/** A project of its own, so that what a test makes is not in the way of another; returns its address. */
export async function makeProject(page: Page, name: string): Promise<string> {
  await page.goto(`/p/${owner.project}`);
  await page.getByRole('button', { name: /^Project: / }).click();
  await page.getByRole('menuitem', { name: 'New project' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  const address = `/p/${name.toLowerCase().replaceAll(' ', '-')}`;
  // A test that is run once more finds its name taken, and gets a number behind it.
  await expect(page).toHaveURL(new RegExp(`${address}(-\\d+)?$`));
  return new URL(page.url()).pathname;
}

/** Gives the file to the place on this page where files are dropped; returns when it has landed. */
export async function upload(page: Page, file: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a file' }).click(),
  ]);
  await chooser.setFiles(file);
  await expect(page.getByRole('grid', { name: 'Rows' })).toBeVisible({ timeout: 60_000 });
}
