import { randomUUID } from 'node:crypto';
import { expect } from '@playwright/test';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

/** Where an id stands in an address: what is said to be missing, and the list that is offered. */
const places = [
  { path: 'predictions', thing: 'prediction', list: 'Predictions' },
  { path: 'deployments', thing: 'endpoint', list: 'Deployments' },
  { path: 'models', thing: 'model', list: 'Models' },
  { path: 'models/candidates', thing: 'candidate', list: 'Leaderboard' },
  { path: 'runs', thing: 'run', list: 'Runs' },
  { path: 'monitoring', thing: 'endpoint', list: 'Monitoring' },
  { path: 'pipelines', thing: 'pipeline', list: 'Pipelines' },
  { path: 'data/sources', thing: 'source', list: 'Sources' },
  { path: 'experiments/logged', thing: 'run', list: 'Experiments' },
  { path: 'features', thing: 'feature view', list: 'Feature views' },
];

test('a mistyped address says what is not there and leads on', { tag: '@pages' }, async ({ page }) => {
  const address = await makeProject(page, 'Addresses');
  for (const { path, thing, list } of places)
    for (const id of ['abc', randomUUID()]) {
      await page.goto(`${address}/${path}/${id}`);
      const said = page.getByRole('main').getByRole('alert');
      await expect(said, `${path}/${id}`).toContainText(thing);
      await expect(said).toContainText(`${address}/${path}/${id}`);
      await expect(said).not.toContainText('error of ours');
      await expect(said.getByRole('link', { name: `Open ${list}` })).toBeVisible();
      await expect(page.getByRole('navigation').first()).toBeVisible();
      if (id === 'abc') await photograph(page, `wrong-address-${path.replace('/', '-')}`);
    }
  await page.goto(`${address}/predictions/abc`);
  await page.getByRole('link', { name: 'Open Predictions' }).click();
  await expect(page.getByText('No such request is kept')).toBeVisible();
  await photograph(page, 'predictions-empty');
});
