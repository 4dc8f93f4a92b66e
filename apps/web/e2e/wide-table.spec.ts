import { writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';

const many = 320;

/** 320 columns with two cities each, and an answer; row 8 of c305 has a letter too few. */
function writeWide(path: string): string {
  const names = Array.from({ length: many }, (_, at) => `c${at}`);
  const lines = Array.from({ length: 120 }, (_, row) => {
    const city = row % 2 === 0 ? 'birmingham' : 'manchester';
    const cells = names.map((name) => (name === 'c305' && row === 8 ? 'birmingam' : city));
    return [...cells, row % 3 === 0 ? 'yes' : 'no'].join(',');
  });
  writeFileSync(path, `${[...names, 'answer'].join(',')}\n${lines.join('\n')}\n`);
  return path;
}

test(
  'of a wide table every column can be opened, split, related and looked at',
  { tag: '@wide' },
  async ({ page }, info) => {
    await page.goto(`${await makeProject(page, 'Wide data')}/data`);
    await upload(page, writeWide(info.outputPath('wide.csv')));
    const openTab = async (name: string) => {
      const tab = page.getByRole('tab', { name: new RegExp(`^${name}`) });
      await tab.click();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
    };

    await openTab('Profile');
    await expect(page.getByText('60 of 321 columns are shown.')).toBeVisible();
    await page.getByRole('button', { name: 'Show 60 more columns' }).click();
    await expect(page.getByText('120 of 321 columns are shown.')).toBeVisible();
    await photograph(page, 'wide-profile');
    await page.getByRole('searchbox', { name: 'Find columns' }).fill('c305');
    await expect(page.getByRole('heading', { name: 'c305', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Split by' }).click();
    await page.getByRole('combobox', { name: 'Find', exact: true }).fill('answer');
    await page.getByRole('option', { name: /^answer/ }).click();
    await expect(page.getByText('Alone it tells the target with a score of')).toHaveCount(1, { timeout: 60_000 });
    await page.reload();
    await expect(page.getByText('Alone it tells the target with a score of')).toHaveCount(1, { timeout: 60_000 });
    await photograph(page, 'wide-profile-split');

    const choose = async (label: string, names: readonly string[]) => {
      for (const name of names) {
        await page.getByRole('button', { name: label }).click();
        await page.getByRole('combobox', { name: 'Find a column' }).fill(name);
        await page.getByRole('option', { name, exact: true }).click();
      }
    };
    await openTab('Correlations');
    await expect(page.getByText('121 more columns were not looked at.')).toBeVisible({ timeout: 60_000 });
    await choose('Choose columns', ['c305', 'c306']);
    await expect(page.getByText('The 2 columns chosen, against each other.')).toBeVisible();
    const map = page.getByRole('table', { name: 'Columns that go together' });
    await expect(map.getByRole('button', { name: /^c30[56] and c30[56]: Cramér/ }).first()).toBeVisible({
      timeout: 60_000,
    });
    await photograph(page, 'wide-correlations');

    await openTab('Quality');
    await expect(page.getByText('Typing errors were not looked for in 281 columns')).toBeVisible();
    await choose('Add a column', ['c305', 'c306']);
    await photograph(page, 'wide-quality-choose');
    await page.getByRole('button', { name: 'Look for typing errors in them' }).click();
    await expect(page.getByText('2 columns looked at, 1 with typing errors.')).toBeVisible({ timeout: 60_000 });
    await page.reload();
    await expect(page.getByText('cell of "c305" look mistyped')).toBeVisible();
    await expect(page.getByText('Typing errors were not looked for in 279 columns')).toBeVisible();
    await photograph(page, 'wide-quality');
  },
);
