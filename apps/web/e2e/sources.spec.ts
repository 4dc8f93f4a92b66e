import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { owner, test } from './support/owner';
import { photograph } from './support/photograph';

const project = `/p/${owner.project}`;
let server: Server;
let base: string;
let body = 'id,amount,day\n1,2.5,2024-01-01\n2,3.5,2024-01-02\n';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.headers.authorization === 'Bearer a-token-of-the-test') response.writeHead(200).end(body);
    else response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port, so it is no pipe
});
test.afterAll(() => void server.close());

test('a source is made with a secret, tried, run by hand, and its change of columns waits for a person', {
  tag: ['@sources', '@quarantine'],
}, async ({ page }) => {
  await page.goto(`${project}/settings/secrets`);
  await page.getByLabel('Name').fill('orders token');
  await page.getByLabel('Value').fill('a-token-of-the-test');
  await page.getByRole('button', { name: 'Set secret' }).click();
  await expect(page.getByRole('table', { name: 'Secrets' })).toContainText('orders token');
  await photograph(page, 'secrets');

  await page.goto(`${project}/data?tab=sources`);
  await page.getByRole('button', { name: 'New source' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Orders');
  await dialog.getByLabel('Lands in the dataset').fill('orders');
  await dialog.getByRole('textbox', { name: 'Address' }).fill(`${base}/orders.csv`);
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog).toContainText('The server answered 401');
  await dialog.getByRole('combobox', { name: 'Secret' }).click();
  await page.getByRole('option', { name: 'orders token' }).click();
  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog).toContainText('The server sent');
  await photograph(page, 'new-source');
  await dialog.getByRole('button', { name: 'Make source' }).click();

  await expect(page).toHaveURL(/\/data\/sources\//);
  await page.getByRole('button', { name: 'Run now: Orders' }).click();
  const runs = page.getByRole('table', { name: 'Runs' });
  await expect(runs).toContainText('Landed 2 rows.', { timeout: 60_000 });
  body = 'id,total\n3,9\n';
  await page.getByRole('button', { name: 'Run now: Orders' }).click();
  await expect(runs).toContainText('In quarantine, 1 row', { timeout: 60_000 });
  await expect(runs.getByText('Waiting for you')).toBeVisible(); // it is not done before a person has decided
  await expect(page.getByRole('button', { name: 'Accept batch 2' })).toBeVisible();
  await page.getByRole('button', { name: 'Add clock' }).click();
  await expect(page.getByRole('switch', { name: 'Clock 0 6 * * *' })).toBeChecked();
  await photograph(page, 'source');

  await page.getByRole('link', { name: 'orders', exact: true }).click();
  await page.getByRole('tab', { name: /^Batches/ }).click();
  await expect(page.getByRole('table', { name: 'Batches' })).toContainText('In quarantine');
  await photograph(page, 'quarantine');
  await page.goBack();
  await page.getByRole('button', { name: 'Accept batch 2' }).click();
  await expect(runs).toContainText('Batch 2 was in quarantine; a person has accepted it');
  await expect(page.getByText('is in quarantine')).toHaveCount(0);
});

test('programs push events to an address, they land as a batch, and a time of them lands again', {
  tag: '@push',
}, async ({ page }) => {
  await page.goto(`${project}/settings/keys`);
  await page.getByLabel('Name').fill('sender');
  for (const scope of ['read', 'predict']) await page.getByRole('checkbox', { name: `${scope}: ` }).uncheck();
  await page.getByRole('checkbox', { name: 'push: ' }).check();
  await page.getByRole('button', { name: 'Make key' }).click();
  const key = await page.locator('figure', { hasText: 'Copy it now' }).locator('code').innerText();

  await page.goto(`${project}/data?tab=sources`);
  await page.getByRole('button', { name: 'New source' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Visits');
  await dialog.getByLabel('Lands in the dataset').fill('visits');
  await dialog.getByRole('radio', { name: /Pushed events/ }).click();
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('Visits'); // the kind is another, the name is not
  await dialog.getByLabel('Field with the id').fill('visit');
  await photograph(page, 'new-push-source');
  // The buttons stand at the very end of the dialog: no field shows below them.
  const { x, y, width, height } = (await dialog.boundingBox())!;
  const atTheEnd = { x: x + width / 4, y: y + height - 4 };
  expect(await page.evaluate((at) => document.elementFromPoint(at.x, at.y)?.closest('form'), atTheEnd)).toBeNull();
  await dialog.getByRole('button', { name: 'Make source' }).click();
  await expect(page).toHaveURL(/\/data\/sources\//);

  await expect(page.getByRole('link', { name: 'Make a key in Settings' })).toHaveAttribute('href', /scope=push$/);
  const address = await page.locator('figure', { hasText: 'Address' }).locator('code').innerText();
  const push = (data: object) => page.request.post(address, { headers: { authorization: `Bearer ${key}` }, data });
  expect(
    (
      await push([
        { visit: 'v-1', pages: 3 },
        { visit: 'v-2', pages: 1 },
      ])
    ).status(),
  ).toBe(202);
  expect(await (await push([{ visit: 'v-2', pages: 1 }])).json()).toEqual({ stored: 0, repeated: 1 });
  expect((await push([{ pages: 1 }])).status()).toBe(422);
  await expect(page.getByText('1 request was refused')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Run now: Visits' }).click();
  const runs = page.getByRole('table', { name: 'Runs' });
  await expect(runs).toContainText('Landed 2 rows.', { timeout: 60_000 });

  await page.getByRole('button', { name: 'Land a time again' }).click();
  await expect(page.getByRole('dialog')).toContainText(/2 events happened from \d+ \w{3} [\d:]+ to \d+ \w{3}/);
  await photograph(page, 'replay');
  await page.getByRole('button', { name: 'Land 2 events again' }).click();
  await expect(runs).toContainText(/Landed 2 rows again, of \d+ \w{3} \d\d:\d\d to \d+ \w{3}/, { timeout: 60_000 });
  await photograph(page, 'push-source');
  await page.getByRole('link', { name: 'visits', exact: true }).click();
  await page.getByRole('tab', { name: /^Batches/ }).click();
  await expect(page.getByRole('table', { name: 'Batches' })).toContainText('replay');
});
