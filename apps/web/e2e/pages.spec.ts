import { writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { goTo, goToTab, navigation, owner, test } from './support/owner';
import { photograph } from './support/photograph';

const project = `/p/${owner.project}`;

const pagesBehindTabs = [
  { place: 'Data', tab: 'Sources', address: 'data\\?tab=sources' },
  { place: 'Data', tab: 'Feature views', address: 'features' },
  { place: 'Pipelines', tab: 'Runs', address: 'runs' },
  { place: 'Monitoring', tab: 'Predictions', address: 'predictions' },
  { place: 'Monitoring', tab: 'Events', address: 'events' },
  { place: 'Monitoring', tab: 'Put aside', address: 'events\\?tab=aside' },
];

/** The project of the first test is that of the others; tried again, they make another. */
function secondProject(): { name: string; address: string } {
  const { retry } = test.info();
  if (retry === 0) return { name: 'Second project', address: '/p/second-project' };
  return { name: `Second project ${retry}`, address: `/p/second-project-${retry}` };
}

test.describe.configure({ mode: 'serial' });

test('rows open by key and in a new tab, and the way back stays in the project', async ({ page, context }) => {
  await page.goto(project);
  await page.getByRole('button', { name: /^Project: / }).click();
  await page.getByRole('menuitem', { name: 'New project' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(secondProject().name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(secondProject().address);

  await goTo(page, 'Pipelines');
  await page.getByRole('button', { name: 'New pipeline', exact: true }).click();
  await expect(page.getByLabel(/^Canvas, /)).toBeVisible();
  await goTo(page, 'Pipelines');
  const row = page.getByRole('table', { name: 'Pipelines' }).getByRole('link', { name: 'New pipeline', exact: true });
  await expect(row).toBeVisible(); // the editor's bar has a button of this name too
  await page.getByRole('tab', { name: 'Drawings' }).focus();
  await page.keyboard.press('Tab');
  await expect(row).toBeFocused();
  await photograph(page, 'row-focus');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`${secondProject().address}/pipelines/[0-9a-f-]+$`));

  await goTo(page, 'Home');
  await expect(page).toHaveURL(secondProject().address);
  const home = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home', exact: true });
  await expect(home).toHaveAttribute('aria-current', 'page');
  await goTo(page, 'Pipelines');
  await expect(home).not.toHaveAttribute('aria-current', 'page');
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('row', { name: /New pipeline/ }).click({ modifiers: ['ControlOrMeta'], position: { x: 60, y: 20 } }),
  ]);
  await expect(tab).toHaveURL(new RegExp(`${secondProject().address}/pipelines/[0-9a-f-]+$`));
  await page.getByRole('link', { name: 'Millrace', exact: true }).click();
  await expect(page).toHaveURL(secondProject().address);
});

test('the navigation has seven places, and a page behind a tab lights its place', async ({ page }) => {
  await page.goto(project);
  const places = ['Home', 'Data', 'Pipelines', 'Experiments', 'Models', 'Deployments', 'Monitoring'];
  await expect(navigation(page).getByRole('link')).toHaveText(places);
  for (const { place, tab, address } of pagesBehindTabs) {
    await goToTab(page, place, tab);
    await expect(page).toHaveURL(new RegExp(`${project}/${address}$`));
    await expect(navigation(page).locator('[aria-current=page]')).toHaveText(place);
    await photograph(page, `place-${place.toLowerCase()}-${tab.split(' ')[0]?.toLowerCase()}`);
  }

  const tabs = page.getByRole('tablist', { name: 'Monitoring' });
  await tabs.getByRole('tab', { name: /^Put aside/ }).focus();
  await page.keyboard.press('ArrowLeft');
  const triggers = tabs.getByRole('tab', { name: /^Starts by itself/ });
  await expect(triggers).toBeFocused();
  await expect(triggers).toHaveAttribute('aria-selected', 'false'); // an arrow looks, it does not leave
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/\/events\?tab=triggers$/);
  await expect(triggers).toHaveAttribute('aria-selected', 'true');
  await tabs.getByRole('tab', { name: /^Events/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/events$/);
  await page.goBack();
  await expect(triggers).toHaveAttribute('aria-selected', 'true');
});

test('a message stands in the upper half, away from the buttons at the ends of panels', async ({ page }) => {
  await page.goto('/design');
  await page.getByRole('button', { name: 'Show an error' }).click();
  const toast = page.getByRole('region', { name: 'Messages' }).getByText('The draft was not saved');
  const box = (await toast.boundingBox())!;
  expect(box.y + box.height).toBeLessThan(page.viewportSize()!.height / 2);
});

test('in the editor, whose bar is full, messages stand below it', async ({ page }) => {
  await page.goto(`${secondProject().address}/pipelines`);
  await page.getByRole('row', { name: /New pipeline/ }).click();
  await expect(page.getByLabel(/^Canvas, /)).toBeVisible();
  const { top, bar } = await page.evaluate(() => ({
    top: Number.parseFloat(getComputedStyle(document.querySelector('[aria-label="Messages"] ol')!).top),
    bar: Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--topbar')),
  }));
  expect(bar).toBeGreaterThan(0);
  expect(top).toBeGreaterThanOrEqual(bar);
});

test('a message on a page leaves its headline free', async ({ page }) => {
  await page.goto(`${project}/data`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const places = await page.evaluate(() => {
    const top = getComputedStyle(document.querySelector('[aria-label="Messages"] ol')!).top;
    return { top: Number.parseFloat(top), headline: document.querySelector('h1')!.getBoundingClientRect().top };
  });
  // A message of one line is 46 high, with a line of detail 62.
  expect(places.top + 62).toBeLessThanOrEqual(places.headline);
});

test('a key leads to the messages, and over a dialog they leave its title free', async ({ page }) => {
  await page.goto('/design');
  await page.getByRole('button', { name: 'Show an error' }).click();
  const messages = page.getByRole('region', { name: 'Messages' }).getByRole('list');
  await page.getByRole('textbox').first().focus(); // also while typing: that is where "not saved" comes
  await page.keyboard.press('Control+F8');
  await expect(messages).toBeFocused(); // which also keeps the message from going

  await page.getByRole('button', { name: 'Name this version…' }).click();
  const title = page.getByRole('heading', { name: 'Name this version' });
  await expect(title).toBeVisible();
  const shown = page.locator('[aria-label="Messages"] li'); // no role finds it while the dialog is open
  const gap = async () => {
    const [over, under] = await Promise.all([shown.boundingBox(), title.boundingBox()]);
    return under!.y - (over!.y + over!.height);
  };
  await expect.poll(gap).toBeGreaterThan(0);
});

test('a dataset is renamed and deleted, and its address says so', async ({ page }, info) => {
  const file = info.outputPath('fruit.csv');
  writeFileSync(file, 'name,weight\napple,150\npear,170\nplum,40\n');
  await page.goto(`${project}/data`);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose a file' }).click(),
  ]);
  await chooser.setFiles(file);
  await expect(page.getByRole('tab', { name: /^Profile/ })).toBeVisible({ timeout: 60_000 });
  const address = page.url();

  await page.getByRole('grid', { name: 'Rows' }).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: /^Profile/ })).toHaveAttribute('aria-selected', 'true');

  await page.getByRole('button', { name: 'More about fruit' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await photograph(page, 'dataset-rename');
  await page.getByRole('dialog').getByLabel('Name').fill('orchard');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'More about orchard' })).toBeVisible();

  await page.getByRole('button', { name: 'More about orchard' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('No pipeline reads it.');
  await photograph(page, 'dataset-delete');
  await page.getByRole('button', { name: 'Delete dataset' }).click();
  await expect(page).toHaveURL(new RegExp(`${project}/data$`));
  await expect(page.getByText('orchard')).toHaveCount(0);

  await page.goto(address);
  await expect(page.getByText('This dataset or batch is not here')).toBeVisible();
  await photograph(page, 'dataset-gone');
});

test('an invited person who has an account joins with one click, and a withdrawn link is over', async ({
  page,
  browser,
}) => {
  await page.goto(`${secondProject().address}/settings/members`);
  const invite = async (email: string) => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Make invitation link' }).click();
    const shown = page.getByRole('figure').filter({ hasText: `${email}: ` });
    return (await shown.getByText('/welcome?invitation=').innerText()).trim();
  };
  const own = await invite(owner.email);
  await page.goto(own);
  await page.getByRole('button', { name: `Join ${secondProject().name}` }).click();
  await expect(page).toHaveURL(secondProject().address);

  await page.goto(`${secondProject().address}/settings/members`);
  const other = await invite('somebody@example.test');
  await page.goto(other);
  await expect(page.getByText(`you are signed in as ${owner.email}`)).toBeVisible();
  await photograph(page, 'invitation-other');
  await page.goto(`${secondProject().address}/settings/members`);
  await page.getByRole('button', { name: 'Withdraw the invitation of somebody@example.test' }).click();
  await page.getByRole('button', { name: 'Withdraw invitation' }).click();
  await expect(page.getByText('Open invitations')).toHaveCount(0);

  const stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const seen = await stranger.newPage();
  await seen.goto(other);
  await expect(seen.getByRole('heading', { name: 'This invitation is over' })).toBeVisible();
  await stranger.close();
});

test('what is not there says so, and no page can be framed or run foreign scripts', async ({ page, request }) => {
  await page.goto('/p/nobody-has-this');
  await expect(page.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
  await photograph(page, 'not-found');
  const answer = await request.get('/sign-in');
  const headers = answer.headers();
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('same-origin');
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toContain("frame-ancestors 'none'");
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  const scripts = (await answer.text()).match(/<script[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(1);
  for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
});

test('Ctrl+K opens search on a page, in a field and in the editor', async ({ page }) => {
  const search = page.getByRole('dialog', { name: 'Command palette' });
  await page.goto(`${project}/pipelines`);
  await expect(page.getByRole('button', { name: 'New pipeline', exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(search).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(search).toBeHidden();

  await page.getByRole('button', { name: 'New pipeline', exact: true }).click();
  await page.getByRole('combobox', { name: 'Search steps' }).focus();
  const icon = navigation(page).getByRole('link', { name: 'Pipelines', exact: true });
  await expect(icon).toHaveAttribute('aria-current', 'page');
  await expect(navigation(page).getByRole('link', { name: /^(Features|Runs|Events)/ })).toHaveCount(0);
  for (const { tab, address } of pagesBehindTabs) {
    await page.keyboard.press('ControlOrMeta+k');
    await search.getByRole('combobox', { name: 'Command' }).fill(tab);
    await expect(search.getByRole('option').first()).toContainText(tab);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`${project}/${address}$`));
  }
  await page.keyboard.press('ControlOrMeta+k');
  await search.getByRole('combobox', { name: 'Command' }).fill('Features');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/features$/);
});
