import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { environment } from './env';
import { screenshotFolder } from './folders';

/** A run of everything makes those that are light. */
const themes = environment.darkPictures ? (['dark', 'light'] as const) : (['light'] as const);

/**
 * Pictures of the page as it is, light and dark where both are wanted, as `test-results/screenshots/<name>-<theme>.png`.
 * Nothing moves on the page: the browser asks for reduced motion.
 */
export async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(screenshotFolder, { recursive: true });
  const places = page.locator('.animate-pulse-soft');
  // What is still being fetched is no picture of a page; the design page shows such places on purpose.
  await expect(places)
    .toHaveCount(0, { timeout: 5_000 })
    .catch(() => undefined);
  const browser = await page.context().newCDPSession(page);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    // Pages outside projects choose their theme when they load; those inside follow the system at once.
    await page.evaluate(async (chosen) => {
      document.documentElement.dataset.theme = chosen;
      await document.fonts.ready;
    }, theme);
    // The browser's own way, because it can be told to compress quickly: a fifth of the work of `page.screenshot`.
    const { data } = await browser.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
    writeFileSync(path.join(screenshotFolder, `${name}-${theme}.png`), data, 'base64');
  }
  await browser.detach();
}
