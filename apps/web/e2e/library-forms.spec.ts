import { expect, type Locator, type Page } from '@playwright/test';
import { type Drawn, draw, query } from './support/api';
import { select, showEverything } from './support/canvas';
import { landFile } from './support/land-file';
import { goTo, goToTab, test } from './support/owner';
import { photograph } from './support/photograph';
import { picturesZip } from './support/pictures-zip';
import { makeProject } from './support/project';
import { ratingsTable } from './support/ratings-table';

const inspectorOf = (page: Page): Locator => page.getByRole('complementary', { name: /^Settings of/ });

/** Pictures of the chosen step's form: its beginning, and its end with what is folded at first. */
async function photographForm(page: Page, name: string): Promise<void> {
  const inspector = inspectorOf(page);
  await photograph(page, name);
  await inspector.getByText('More settings').click();
  await inspector.getByLabel('Seed').or(inspector.getByLabel('Keep the files')).first().scrollIntoViewIfNeeded();
  await photograph(page, `${name}-more`);
}

async function runAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Run \d+ steps?/ }).click();
  const open = page.locator('article.step:not([data-state="done"], [data-state="cached"], [data-state="failed"])');
  const failed = page.locator('article.step[data-state="failed"]');
  await expect(async () => {
    expect((await open.count()) === 0 || (await failed.count()) > 0).toBe(true);
  }).toPass({ timeout: 90_000 });
  await expect(failed).toHaveCount(0);
}

/** Draws rows, a split, a model and its evaluation, and opens the drawing. */
async function openDrawing(page: Page, o: { address: string; name: string; steps: readonly Drawn[] }): Promise<void> {
  const id = await draw(page.request, { project: o.address.slice(3), name: o.name }, o.steps);
  await page.goto(`${o.address}/pipelines/${id}`);
}

/** The page of the only candidate of the newest run. */
async function openCandidate(page: Page, name: string): Promise<void> {
  await goToTab(page, 'Experiments', 'Leaderboard');
  await page.getByRole('table', { name: 'Leaderboard' }).getByRole('link', { name }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(new RegExp(`^${name} (predicts|finds)`));
}

async function showCurve(page: Page, step: string): Promise<void> {
  await select(page, step);
  await inspectorOf(page).getByRole('tab', { name: 'Log' }).click();
  await expect(inspectorOf(page).getByRole('figure', { name: /^Learning curve/ })).toBeVisible();
}

test('a recommender is set up, judged, deployed, and answers with a list', async ({ page }) => {
  const address = await makeProject(page, 'Readers');
  const content = ratingsTable({ readers: 40, books: 16 });
  const dataset = await landFile(page.request, { project: address.slice(3), file: 'ratings.csv', content });
  const settings = { user: 'reader', item: 'book', strength: 'stars', feedback: 'ratings', factors: 4 };
  await openDrawing(page, {
    address,
    name: 'What to read',
    steps: [
      ['data', 'dataset', { dataset }],
      ['split', 'split-rows', {}, { table: 'data' }],
      ['books', 'recommender', settings, { rows: 'split.split' }],
      ['judge', 'evaluate', {}, { model: 'books.model', rows: 'split.split' }],
      ['empty', 'recommender', {}, { rows: 'split.split' }],
    ],
  });
  await showEverything(page);
  await page.getByRole('article', { name: 'Recommender, draft' }).click();
  await photograph(page, 'form-recommender-empty');
  await page.keyboard.press('Delete');
  await select(page, 'Recommender');
  await photographForm(page, 'form-recommender');
  await runAll(page);
  await select(page, 'Evaluate');
  await inspectorOf(page).getByRole('tab', { name: 'Data' }).click();
  await photograph(page, 'recommender-judged');

  await goToTab(page, 'Experiments', 'Leaderboard');
  await photograph(page, 'recommender-leaderboard');
  await openCandidate(page, 'Recommender');
  await photograph(page, 'recommender-candidate');
  await page.goBack();
  await page
    .getByRole('button', { name: /^Deploy / })
    .first()
    .click();
  await photograph(page, 'recommender-deploy');
  await page.getByRole('button', { name: /^Deploy v1 to the sandbox/ }).click();
  await page.getByRole('link', { name: 'Open its test form' }).click({ timeout: 120_000 });
  await photograph(page, 'recommender-test-form');
  await page.getByRole('button', { name: 'Get a prediction' }).click();
  await expect(page.getByTestId('recommendations').getByRole('listitem').first()).toContainText('Book');
  await photograph(page, 'recommender-answer');
});

test('pictures of a zip become pixels, and a network learns from them', async ({ page }) => {
  const address = await makeProject(page, 'Pictures');
  const content = picturesZip(16);
  const dataset = await landFile(page.request, { project: address.slice(3), file: 'places.zip', content });
  await page.goto(`${address}/data/${dataset}`);
  await expect(page.getByRole('grid', { name: 'Rows' })).toBeVisible();
  await photograph(page, 'pictures-dataset');
  const net = { target: 'label', blocks: 1, filters: 4, epochs: 6, channels: 'colour' };
  await openDrawing(page, {
    address,
    name: 'What it shows',
    steps: [
      ['data', 'dataset', { dataset }],
      ['split', 'split-rows', { strategy: 'stratified', target: 'label' }, { table: 'data' }],
      ['pixels', 'image-tensor', { width: 8, height: 8, channels: 'colour' }, { table: 'split.split' }],
      ['net', 'image-cnn', net, { rows: 'pixels' }],
      ['judge', 'evaluate', {}, { model: 'net.model', rows: 'pixels' }],
    ],
  });
  await select(page, 'Images to pixels');
  await photographForm(page, 'form-pixels');
  await select(page, 'Image network');
  await photographForm(page, 'form-image-network');
  await runAll(page);
  await showCurve(page, 'Image network');
  await photograph(page, 'image-network-curve');
  await inspectorOf(page).getByRole('tab', { name: 'Data' }).click();
  await photograph(page, 'image-network-model');
  await select(page, 'Images to pixels');
  await inspectorOf(page).getByRole('tab', { name: 'Data' }).click();
  await photograph(page, 'pixels-table');
  await openCandidate(page, 'Image network');
  await photograph(page, 'image-network-candidate');
});

const sentences: Record<string, string[]> = {
  delivery: [
    'where is my parcel',
    'the parcel has not come',
    'track the delivery of my order',
    'delivery is late again',
  ],
  payment: [
    'my card was charged twice',
    'the payment was declined',
    'refund the money to my card',
    'charged the wrong sum',
  ],
};

test('a text classifier shows the fields of its method, and the net learns in epochs', async ({ page }) => {
  const address = await makeProject(page, 'Letters');
  const rows = Array.from({ length: 20 }, (_, at) =>
    Object.entries(sentences).flatMap(([topic, texts]) => texts.map((text) => `${text} ${at},${topic}`)),
  ).flat();
  const content = `${['text,topic', ...rows].join('\n')}\n`;
  const dataset = await landFile(page.request, { project: address.slice(3), file: 'letters.csv', content });
  const net = { target: 'topic', epochs: 5, dimensions: 8, width: 8 };
  await openDrawing(page, {
    address,
    name: 'What they want',
    steps: [
      ['data', 'dataset', { dataset }],
      ['split', 'split-rows', {}, { table: 'data' }],
      ['texts', 'text-classifier', net, { rows: 'split.split' }],
      ['judge', 'evaluate', {}, { model: 'texts.model', rows: 'split.split' }],
    ],
  });
  await select(page, 'Text classifier');
  const inspector = inspectorOf(page);
  await expect(inspector.getByLabel('Strength')).toBeVisible();
  await expect(inspector.getByLabel('Most epochs')).toHaveCount(0);
  await photograph(page, 'form-text-linear');
  await inspector.getByRole('combobox', { name: 'Method' }).click();
  await page.getByRole('option', { name: 'Embedding net' }).click();
  await expect(inspector.getByLabel('Most epochs')).toBeVisible();
  await expect(inspector.getByLabel('Strength')).toHaveCount(0);
  await photographForm(page, 'form-text-net');
  await runAll(page);
  await showCurve(page, 'Text classifier');
  await photograph(page, 'text-net-curve');
  await openCandidate(page, 'Text classifier');
  await photograph(page, 'text-candidate');
});

const ownModel = `from millrace import features, inputs, keep_model, metric, target

class Dear:
    """Leaves who pays more than the mean."""
    classes_ = ["no", "yes"]

    def fit(self, rows):
        paid = [row["monthly_charge"] or 0 for row in rows]
        self.mean = sum(paid) / len(paid)
        return self

    def predict_proba(self, rows):
        return [[0.2, 0.8] if (row["monthly_charge"] or 0) > self.mean else [0.9, 0.1] for row in rows]

    def predict(self, rows):
        return [self.classes_[int(p[1] > 0.5)] for p in self.predict_proba(rows)]

model = Dear().fit(inputs.rows("train"))
metric("mean", model.mean)
keep_model(model)
`;

type Workers = { workers: { capabilities: { python?: unknown[] } | null }[] };

test('a model of one’s own Python is trained and judged like any other', async ({ page }) => {
  const { workers } = await query<Workers>(page.request, 'admin.workers', {});
  const able = (workers[0]?.capabilities?.python?.length ?? 0) > 0;
  test.skip(!able, 'SKIPPED: this machine has no Python that a worker may run');
  const address = await makeProject(page, 'Own Python');
  await openDrawing(page, {
    address,
    name: 'Who leaves',
    steps: [
      ['data', 'sample-data', { sample: 'churn', rows: 300 }],
      ['split', 'split-rows', {}, { table: 'data' }],
      ['own', 'python-model', { target: 'churned', code: ownModel }, { rows: 'split.split' }],
      ['judge', 'evaluate', {}, { model: 'own.model', rows: 'split.split' }],
    ],
  });
  await select(page, 'Python model');
  await expect(inspectorOf(page).getByLabel('Code')).toHaveValue(ownModel);
  await photograph(page, 'form-python-model');
  await inspectorOf(page).getByText('More settings').click();
  await inspectorOf(page).getByLabel('Stop after').scrollIntoViewIfNeeded();
  await photograph(page, 'form-python-model-more');
  await runAll(page);
  await photograph(page, 'python-model-done');
  await inspectorOf(page).getByRole('tab', { name: 'Data' }).click();
  await photograph(page, 'python-model-data');
  await openCandidate(page, 'Python model');
  await photograph(page, 'python-model-candidate');
});

test('a step that failed hands over the command that debugs it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const address = await makeProject(page, 'Failing');
  const content = 'reader,book,copies\nana,a,1\nben,b,-2\ncem,a,3\ndua,b,1\n';
  const dataset = await landFile(page.request, { project: address.slice(3), file: 'copies.csv', content });
  const settings = { user: 'reader', item: 'book', strength: 'copies' };
  await openDrawing(page, {
    address,
    name: 'Below zero',
    steps: [
      ['data', 'dataset', { dataset }],
      ['books', 'recommender', settings, { rows: 'data' }],
    ],
  });
  await page.getByRole('button', { name: /^Run \d+ steps?/ }).click();
  await expect(page.locator('article.step[data-state="failed"]')).toHaveCount(1, { timeout: 60_000 });
  await select(page, 'Recommender');
  await photograph(page, 'failed-step');
  await page.goto(`${address}/runs`);
  await page.getByRole('row', { name: /Below zero/ }).click();
  await page.getByRole('row', { name: /Recommender/ }).click();
  await page.getByRole('button', { name: 'Debug this step' }).click();
  await expect(page.getByText('Command copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^npm run millrace -- debug [0-9a-f-]{36}-\d$/,
  );
  await photograph(page, 'failed-step-command');
});

test('two models of one name are told apart where they are compared', async ({ page }) => {
  const address = await makeProject(page, 'Namesakes');
  const trees = (depth: number) => ({ target: 'churned', rounds: 10, maxDepth: depth, earlyStopping: false });
  const split = { rows: 'split.split' };
  await openDrawing(page, {
    address,
    name: 'Twice trees',
    steps: [
      ['data', 'sample-data', { sample: 'churn', rows: 500 }],
      ['split', 'split-rows', {}, { table: 'data' }],
      ['one', 'gradient-boosted-trees', trees(2), split],
      ['two', 'gradient-boosted-trees', trees(5), split],
      ['judge-one', 'evaluate', {}, { model: 'one.model', ...split }],
      ['judge-two', 'evaluate', {}, { model: 'two.model', ...split }],
    ],
  });
  await runAll(page);
  await goTo(page, 'Experiments');
  const list = page.getByRole('table', { name: 'Experiments' });
  await expect(list.getByRole('row')).toHaveCount(3);
  await photograph(page, 'namesakes-list');
  for (const box of await list.getByRole('checkbox').all()) await box.click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('figure', { name: 'ROC', exact: true })).toBeVisible();
  const figures = page.getByRole('table', { name: 'Figures' });
  for (const depth of [2, 5])
    await expect(figures.getByRole('link', { name: `Gradient-boosted trees (deepest level ${depth})` })).toBeVisible();
  await photograph(page, 'namesakes-compare');
  await page.getByRole('figure', { name: 'ROC', exact: true }).scrollIntoViewIfNeeded();
  await photograph(page, 'namesakes-curves');
});
