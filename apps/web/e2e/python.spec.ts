import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { draw, query } from './support/api';
import { select } from './support/canvas';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Workers = { workers: { capabilities: { python?: { packages: Record<string, string> }[] } | null }[] };

/** Packages of the first environment of the worker; null where there is no Python. */
async function packagesOf(page: Page): Promise<Record<string, string> | null> {
  const { workers } = await query<Workers>(page.request, 'admin.workers', {});
  return workers[0]?.capabilities?.python?.[0]?.packages ?? null;
}

const code = `from millrace import inputs, metric, output, output_file, params
rows = inputs.rows("a")
print("read", len(rows), "rows")
metric("rows", len(rows))
open("report.txt", "w").write("all is well")
output_file("report.txt")
output("table", rows[: params["most"]])
`;

test('code of one’s own runs as a step: its log, its figures, its file, and its errors by line', async ({ page }) => {
  const project = await makeProject(page, 'Python guests');
  await page.goto('/admin/capabilities');
  const python = await packagesOf(page);
  await photograph(page, 'python-capabilities');
  test.skip(python === null, 'SKIPPED: this machine has no Python that a worker may run');
  const slug = project.split('/').at(-1) ?? '';
  const id = await draw(page.request, { project: slug, name: 'Guests' }, [
    ['data', 'sample-data', { rows: 200 }],
    ['guest', 'python', { code, values: [{ name: 'most', value: '5' }] }, { a: 'data' }],
  ]);
  await page.goto(`${project}/pipelines/${id}`);
  await select(page, 'Python');
  const inspector = page.getByRole('complementary', { name: /^Settings of/ });
  await expect(inspector.getByLabel('Code')).toHaveValue(code);
  await photograph(page, 'python-editor');
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 60_000 });
  await inspector.getByRole('tab', { name: 'Log' }).click();
  await expect(inspector.getByText('read 200 rows')).toBeVisible();

  await openStep(page, { project, pipeline: 'Guests', step: 'Python' });
  await expect(page.getByLabel('Figures')).toContainText('200');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'report.txt' }).click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toBe('all is well');
  await photograph(page, 'python-run-page');

  const broken = await draw(page.request, { project: slug, name: 'Broken' }, [
    ['guest', 'python', { code: 'numbers = [1, 2]\nprint(numbers[2])\n' }],
  ]);
  await page.goto(`${project}/pipelines/${broken}`);
  await page.getByRole('button', { name: /^Run \d+ steps?/ }).click();
  await expect(page.locator('article.step[data-state="failed"]')).toHaveCount(1, { timeout: 60_000 });
  await openStep(page, { project, pipeline: 'Broken', step: 'Python' });
  await expect(page.getByText(/code, line 2/).first()).toBeVisible();
  await photograph(page, 'python-error');
});

const cell = (source: string) => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null });
const words = { cell_type: 'markdown', source: '# People\nWhat the table holds.', metadata: {} };
const book = {
  nbformat: 4,
  nbformat_minor: 4,
  metadata: {},
  cells: [
    words,
    cell('from millrace import inputs\ntable = inputs["a"]'),
    cell('print("rows", len(table))\ntable.describe()'),
  ],
};

test('a notebook is dropped on a step, runs, and can be read and taken away as it was executed', async ({ page }) => {
  const project = await makeProject(page, 'Notebook guests');
  const python = await packagesOf(page);
  const able = ['nbclient', 'ipykernel', 'pandas', 'pyarrow'].every((name) => python?.[name] !== undefined);
  test.skip(!able, 'SKIPPED: the Python of this machine has no pandas, pyarrow, nbclient and ipykernel');
  const id = await draw(page.request, { project: project.split('/').at(-1) ?? '', name: 'Report' }, [
    ['data', 'sample-data', { rows: 200 }],
    ['report', 'notebook', {}, { a: 'data' }],
  ]);
  await page.goto(`${project}/pipelines/${id}`);
  await select(page, 'Notebook');
  const inspector = page.getByRole('complementary', { name: /^Settings of/ });
  await photograph(page, 'notebook-empty');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    inspector.getByRole('button', { name: /Choose/ }).click(),
  ]);
  await chooser.setFiles({
    name: 'report.ipynb',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(book)),
  });
  await expect(inspector.getByText('table.describe()')).toBeVisible();
  await photograph(page, 'notebook-editor');
  await page.getByRole('button', { name: /^Run \d+ steps/ }).click();
  await expect(page.locator('article.step:not([data-state="done"])')).toHaveCount(0, { timeout: 90_000 });

  await openStep(page, { project, pipeline: 'Report', step: 'Notebook' });
  const executed = page.getByRole('region', { name: 'Executed notebook' }).last();
  await expect(executed.getByText('rows 200')).toBeVisible();
  await photograph(page, 'notebook-run-page');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download notebook' }).click(),
  ]);
  expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toMatchObject({ nbformat: 4 });
});

async function openStep(page: Page, o: { project: string; pipeline: string; step: string }): Promise<void> {
  await page.goto(`${o.project}/runs`);
  await page
    .getByRole('row', { name: new RegExp(o.pipeline) })
    .first()
    .click();
  await page.getByRole('row', { name: new RegExp(o.step) }).click();
}
