import { setTimeout as sleep } from 'node:timers/promises';
import { type APIRequestContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import { onceMore, ownConnection } from './api';
import { environment } from './env';

/** The first account; `first-run.spec.ts` makes it by hand, other specs run alone make it over HTTP. */
export const owner = {
  name: 'Ada Owner',
  email: 'ada@example.test',
  password: 'a long enough password',
  project: 'first-project',
};

type Cookies = Awaited<ReturnType<APIRequestContext['storageState']>>;

/** Signs in, with the account made first when there is none. */
async function signInOverHttp(request: APIRequestContext): Promise<Cookies> {
  const credentials = { email: owner.email, password: owner.password };
  const headers = { origin: environment.baseUrl, ...ownConnection };
  const signIn = async () => {
    for (;;) {
      const answer = await request.post('/api/auth/sign-in/email', { data: credentials, headers, ...onceMore });
      if (answer.status() !== 429) return answer;
      await sleep(1000 * Number(answer.headers()['x-retry-after'] ?? 1)); // earlier tests signed in too often
    }
  };
  if ((await signIn()).ok()) return request.storageState();
  const token = new URL(environment.setupLink).searchParams.get('token');
  const made = await request.post('/api/setup', { data: { ...credentials, name: owner.name, token } });
  expect(made.ok(), await made.text()).toBe(true);
  expect((await signIn()).ok()).toBe(true);
  return request.storageState();
}

/** Signed in once for all tests: the server slows down who signs in often. No page may break its own security policy. */
export const test = base.extend<object, { session: Cookies }>({
  page: async ({ page }, use) => {
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(`${page.url()}: ${message.text()}`);
    });
    await use(page);
    expect(violations).toEqual([]);
  },
  session: [
    async ({ playwright }, use) => {
      const request = await playwright.request.newContext({ baseURL: environment.baseUrl });
      await use(await signInOverHttp(request));
      await request.dispose();
    },
    { scope: 'worker' },
  ],
  storageState: async ({ session }, use) => use(session),
});

/** The navigation of a project: its places at the left, as words or as the icons of the editor. */
export function navigation(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Main' });
}

/** Opens one of the places in the navigation; its name may say what waits there for a person. */
export async function goTo(page: Page, place: string): Promise<void> {
  const link = navigation(page).getByRole('link', { name: new RegExp(`^${place}(, |$)`) });
  await link.click();
}

/** Opens a page of a place by its tab. */
export async function goToTab(page: Page, place: string, tab: string): Promise<void> {
  await goTo(page, place);
  const tabs = page.getByRole('tablist', { name: place, exact: true });
  const wanted = tabs.getByRole('tab', { name: new RegExp(`^${tab}`) });
  await wanted.click();
  await expect(wanted).toHaveAttribute('aria-selected', 'true');
}
