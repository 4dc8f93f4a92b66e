import { expect } from '@playwright/test';
import { mutate, query } from './support/api';
import { test } from './support/owner';
import { photograph } from './support/photograph';
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
  await page.getByRole('button', { name: 'Change the rules of documents.pages' }).click();
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
});
