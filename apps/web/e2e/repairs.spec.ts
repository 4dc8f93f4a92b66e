import { expect, type Page } from '@playwright/test';
import { draw, query } from './support/api';
import { showEverything, stepNamed } from './support/canvas';
import { cellsOf, countRepairs, readTruth } from './support/cells';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject, upload } from './support/project';
import { referenceFile } from './support/reference-file';

/** The last part of an address: what a project, a dataset or a pipeline is called there. */
const lastPart = (address: string) => address.split('/').at(-1) ?? '';

/** Runs the drawing that a click has made; returns its pipeline. */
async function runToEnd(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/pipelines\/[0-9a-f-]+/);
  await showEverything(page);
  await page.getByRole('button', { name: /^Run \d+ steps?$/ }).click();
  await expect(page.locator('article.step[data-state="done"]').first()).toBeVisible({ timeout: 120_000 });
  const left = page.locator('article.step:not([data-state="done"]):not([data-state="cached"])');
  await expect(left).toHaveCount(0, { timeout: 120_000 });
  return lastPart(new URL(page.url()).pathname);
}

/** What the last step of the only run of a pipeline made. */
async function resultOf(page: Page, o: { project: string; pipeline: string }): Promise<string> {
  const { runs } = await query<{ runs: { id: string }[] }>(page.request, 'runs.list', o);
  const run = { project: o.project, id: runs[0]?.id };
  const made = await query<{ outputs: { port: string; artifact: { hash: string } }[] }>(page.request, 'runs.get', run);
  return made.outputs.filter(({ port }) => port === 'table').at(-1)?.artifact.hash ?? '';
}

test('hospital-dirty is repaired by one click', { tag: '@repairs-hospital' }, async ({ page }, info) => {
  const [file, clean] = ['hospital.csv', 'hospital_clean.csv'].map((name) => referenceFile(`hospital-dirty/${name}`));
  if (!file || !clean) return test.skip(true, 'hospital-dirty is not beside the repository');
  const address = await makeProject(page, 'Repair hospital');
  const project = lastPart(address);
  await page.goto(`${address}/data`);
  await upload(page, file);
  const dataset = new URL(page.url()).pathname;
  await page.goto(`${dataset}?tab=quality`);
  const repair = page.getByRole('button', { name: /^Repair all \d+ columns in a new pipeline$/ });
  await expect(repair).toBeVisible();
  await photograph(page, 'repair-hospital');
  await repair.click();
  const pipeline = await runToEnd(page);

  const input = { project, id: lastPart(dataset) };
  const { batch } = await query<{ batch: { tableHash: string } }>(page.request, 'datasets.get', input);
  const { errors, changed, right } = countRepairs({
    dirty: await cellsOf(page.request, { project, table: batch.tableHash }),
    repaired: await cellsOf(page.request, { project, table: await resultOf(page, { project, pipeline }) }),
    truth: readTruth(clean),
  });
  const [precision, recall] = [right / changed, right / errors];
  const counts = `${errors} wrong cells, ${changed} changed, ${right} of them right`;
  const description = `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} (${counts})`;
  info.annotations.push({ type: 'figure', description });
  expect(errors).toBeGreaterThan(400);
  expect(precision).toBeGreaterThanOrEqual(0.95);
  expect(recall).toBeGreaterThanOrEqual(0.6);
});

const leaking = [
  { tag: '@repairs-bike', file: 'bike-sharing/hour.csv', target: 'cnt', drop: 'Drop casual and registered' },
  { tag: '@repairs-bank', file: 'bank-marketing/bank-full.csv', target: 'y', drop: 'Drop duration' },
];

for (const { tag, file, target, drop } of leaking) {
  const [name = ''] = file.split('/');
  test(`what is suggested for ${name} is applied by click, and so is “${drop}”`, { tag }, async ({ page }, info) => {
    test.setTimeout(600_000);
    const path = referenceFile(file);
    if (path === null) return test.skip(true, `${name} is not beside the repository`);
    const project = await makeProject(page, `Repair ${name}`);
    await page.goto(`${project}/data`);
    await upload(page, path);
    const dataset = new URL(page.url()).pathname;
    const applied = await applyEach(page, dataset);
    await dropLeak(page, { project, dataset: lastPart(dataset), target, drop });
    const description = `${applied.length} applied and run (${applied.join(', ')}); ${drop}`;
    info.annotations.push({ type: 'figure', description });
  });
}

/** Every step that the Quality tab offers becomes a pipeline by one click, which runs; returns what was clicked. */
async function applyEach(page: Page, dataset: string): Promise<string[]> {
  const offered = page.locator('button[title^="Adds the step"]');
  await page.goto(`${dataset}?tab=quality`);
  await expect(offered.first()).toBeVisible();
  const titles = await offered.allInnerTexts();
  for (const at of titles.keys()) {
    await page.goto(`${dataset}?tab=quality`);
    await expect(offered).toHaveCount(titles.length);
    await offered.nth(at).click();
    await runToEnd(page);
  }
  return titles;
}

/** All columns into a model: the lint on the canvas names the leak, and one click leaves it out. */
async function dropLeak(
  page: Page,
  { project, dataset, target, drop }: { project: string; dataset: string; target: string; drop: string },
): Promise<void> {
  const drawing = await draw(page.request, { project: lastPart(project), name: `All columns for ${target}` }, [
    ['data', 'dataset', { dataset }],
    ['split', 'split-rows', {}, { table: 'data' }],
    ['trees', 'gradient-boosted-trees', { target }, { rows: 'split.split' }],
  ]);
  await page.goto(`${project}/pipelines/${drawing}`);
  await page.getByRole('button', { name: /^\d+ (warning|problem)s?$/ }).click({ timeout: 60_000 });
  const mend = page.getByRole('list', { name: 'Problems' }).getByRole('button', { name: drop, exact: true });
  await expect(mend).toBeVisible({ timeout: 60_000 });
  await photograph(page, `leak-${target}`);
  await mend.click();
  await expect(mend).toHaveCount(0);
  await expect(page.getByText(/^Saved/)).toBeVisible();
  await showEverything(page);
  await expect(stepNamed(page, 'Select columns')).toBeVisible();
}
