import { expect, type Locator, type Page } from '@playwright/test';

/** A step on the canvas by the name it shows. */
export function stepNamed(page: Page, name: string): Locator {
  return page.getByRole('article', { name: new RegExp(`^${name}, `) });
}

/** Brings the step into view and clicks it. */
export async function select(page: Page, name: string): Promise<void> {
  await showEverything(page);
  await stepNamed(page, name).click();
}

/** Adds a step by a click in the palette: right of the chosen one, connected where one way fits. */
export async function addAfter(page: Page, o: { after: string; title: string; name?: string }): Promise<void> {
  await select(page, o.after);
  const search = page.getByRole('combobox', { name: 'Search steps' });
  await search.fill(o.title);
  await page.getByRole('listbox', { name: 'Steps' }).getByRole('option', { name: o.title }).first().click();
  await search.fill('');
  await expect(stepNamed(page, o.title)).toBeVisible();
  if (o.name !== undefined) await rename(page, o.title, o.name);
}

/** F2, type, Enter. */
async function rename(page: Page, from: string, to: string): Promise<void> {
  await select(page, from);
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'Name of the step' }).fill(to);
  await page.keyboard.press('Enter');
  await expect(stepNamed(page, to)).toBeVisible();
}

/** Draws a line with the mouse; ports are named as they are read out, "Split of Split rows". */
export async function drawLine(page: Page, o: { from: string; to: string }): Promise<void> {
  const from = await centreOf(page.getByRole('button', { name: `Output ${o.from}`, exact: true }));
  const to = await centreOf(page.getByRole('button', { name: `Input ${o.to}`, exact: true }));
  const lines = page.locator('.react-flow__edge');
  const before = await lines.count();
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
  await expect(lines).toHaveCount(before + 1);
}

async function centreOf(port: Locator): Promise<{ x: number; y: number }> {
  const box = await port.boundingBox();
  if (box === null) throw new Error('the port is not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Draws a line with the keyboard: C on the chosen step, then the words of the line. */
export async function connectByKeyboard(page: Page, name: string, line: string): Promise<void> {
  await select(page, name);
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: `Connect ${name}` });
  await dialog.getByRole('combobox').fill(line);
  await expect(dialog.getByRole('option').first()).toContainText(line);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** Sets a field with a list of choices in the panel of the chosen step. */
export async function choose(page: Page, o: { field: string; option: string }): Promise<void> {
  await page.getByRole('button', { name: o.field, exact: true }).click();
  await page.getByRole('option', { name: o.option }).first().click();
}

/** All steps in the window; returns when the canvas stands still. */
export async function showEverything(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show everything' }).click();
  const viewport = page.locator('.react-flow__viewport');
  let before: string | null = null;
  await expect(async () => {
    const now = await viewport.getAttribute('style');
    const still = now === before;
    before = now;
    expect(still).toBe(true);
  }).toPass({ intervals: [150] });
}
