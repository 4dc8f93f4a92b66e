import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { screenshotFolder } from './folders';

/** Pictures of the page as it is, light and dark, as `test-results/screenshots/<name>-<theme>.png`. */
export async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(screenshotFolder, { recursive: true });
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    // Pages outside projects choose their theme when they load; those inside follow the system at once.
    await page.evaluate((chosen) => {
      document.documentElement.dataset.theme = chosen;
    }, theme);
    await page.screenshot({ path: path.join(screenshotFolder, `${name}-${theme}.png`), animations: 'disabled' });
  }
}
