import { expect, type Page } from '@playwright/test';
import { mutate, query } from './support/api';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { colourPng } from './support/pictures-zip';
import { makeProject } from './support/project';

type Endpoints = { endpoints: { id: string; name: string; answers: string | null }[] };
type Streams = { streams: { scored: number }[] };
type Topics = { topics: { topic: string; events: number }[] };

test('documents that arrive on topics go to their departments', { tag: '@document-routing' }, async ({ page }) => {
  test.setTimeout(400_000);
  const address = await makeProject(page, 'Documents');
  const project = address.slice(3);
  await page.getByRole('button', { name: 'Open Document routing' }).click();
  await page.waitForURL(/\/pipelines\//);
  await photograph(page, 'document-routing');
  await mutate(page.request, 'runs.start', { project, pipeline: new URL(page.url()).pathname.split('/').at(-1) });

  const endpointOf = async (name: string) => {
    const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project });
    return endpoints.find((one) => one.name === name && one.answers !== null)?.id ?? null;
  };
  for (const name of ['document-texts', 'document-pages']) {
    await expect.poll(() => endpointOf(name), { timeout: 180_000 }).not.toBeNull();
    await page.goto(`${address}/deployments/${await endpointOf(name)}?tab=topics`);
    const row = page.getByRole('table', { name: 'Topics' }).getByRole('row').nth(1);
    await expect(row).toContainText(/invoice\s*→ departments.accounts/);
    await row.getByRole('button', { name: 'Send test rows' }).click();
    const endpoint = await endpointOf(name);
    const scored = async () =>
      (await query<Streams>(page.request, 'streams.list', { project, endpoint })).streams.map(
        (stream) => stream.scored,
      );
    await expect.poll(scored, { timeout: 30_000 }).toEqual([10]);
    await expect(row.getByRole('cell', { name: '10', exact: true })).toBeVisible();
    await expect(row).toContainText('up to date');
    await photograph(page, `topics-${name}`);
  }
  const { topics } = await query<Topics>(page.request, 'events.topics', { project });
  const departments = topics.filter(({ topic }) => topic.startsWith('departments.'));
  expect(departments.reduce((sum, { events }) => sum + events, 0)).toBe(20);
  expect(departments.length).toBeGreaterThan(2);

  // The rules of a stream are changed where they are seen.
  await page.getByRole('button', { name: 'Change rules of documents.pages' }).click();
  const sheet = page.getByRole('dialog');
  await photograph(page, 'topics-rules');
  await sheet.getByLabel('Any other answer goes to').fill('documents.pages');
  await sheet.getByRole('button', { name: 'Save the rules' }).click();
  await expect(sheet.getByText(/scored again without end/)).toBeVisible();
  await sheet.getByLabel('Any other answer goes to').fill('departments.desk');
  await sheet.getByRole('button', { name: 'Save the rules' }).click();
  await expect(page.getByRole('table', { name: 'Topics' })).toContainText(/any other answer\s*→ departments.desk/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('table', { name: 'Topics' })).toContainText('paused');

  await askWithPicture(page, `${address}/deployments/${await endpointOf('document-pages')}`);
});

/** The page of a document is a picture in the forms: shown as one, and taken from a file. */
async function askWithPicture(page: Page, endpoint: string): Promise<void> {
  await page.goto(`${endpoint}?tab=test`);
  const picture = page.getByRole('img', { name: 'page as a picture' });
  await expect(picture).toBeVisible();
  await page.getByRole('button', { name: 'Get a prediction' }).click();
  await expect(page.getByTestId('prediction')).toBeVisible({ timeout: 30_000 });
  await photograph(page, 'picture-test-form');

  // A file of another size is stretched to the size that the model reads: white above, black below.
  const shades = Array.from({ length: 64 }, (_, at) => (at < 32 ? [255, 255, 255] : [0, 0, 0]));
  const file = { name: 'page.png', mimeType: 'image/png', buffer: colourPng(8, shades) };
  await page.getByLabel('Picture for page', { exact: true }).setInputFiles(file);
  await page.getByText('As numbers').click();
  const numbers: number[] = JSON.parse(await page.getByLabel('page as numbers').inputValue());
  expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([768, 1, 0]);
  await page.getByRole('button', { name: 'Get a prediction' }).click();
  await expect(page.getByTestId('prediction')).toBeVisible();
  await page
    .getByLabel('Picture for page', { exact: true })
    .setInputFiles({ ...file, name: 'page.txt', buffer: Buffer.from('no') });
  const refused = page.getByText('page.txt is no picture that this browser can read.');
  await expect(refused).toBeVisible();
  await photograph(page, 'picture-from-file');
  await expect(page.getByRole('button', { name: 'Choose a picture for page' })).toBeVisible();
  // What is typed stays as it is typed, and is written as a list once the field is left; the complaint was of another value.
  const typed = page.getByLabel('page as numbers');
  await typed.fill('');
  await typed.pressSequentially('0.5, 0.25');
  await expect(typed).toHaveValue('0.5, 0.25');
  await expect(refused).toBeHidden();
  await typed.blur();
  await expect(typed).toHaveValue('[0.5,0.25]');

  await page.goto(`${endpoint}?tab=what-if`);
  await expect(picture).toBeVisible({ timeout: 30_000 });
  await expect(page.getByTestId('prediction')).toBeVisible();
  await photograph(page, 'picture-what-if');
  await page.goto(`${endpoint}?tab=code`);
  await expect(page.getByText('curl', { exact: true }).first()).toBeVisible();
  await photograph(page, 'picture-code');
}
