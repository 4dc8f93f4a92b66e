import { expect, type Page } from '@playwright/test';
import { mutate } from './api';

/**
 * A project of its own, so that what a test makes is not in the way of another, and its first page; returns its address.
 * A test that is run once more finds its name taken, and gets a number behind it.
 */
export async function makeProject(page: Page, name: string): Promise<string> {
  const { slug } = await mutate<{ slug: string }>(page.request, 'projects.create', { name });
  await page.goto(`/p/${slug}`);
  return `/p/${slug}`;
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
