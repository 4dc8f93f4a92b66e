import type { BrowserContext, Page } from '@playwright/test';
import type { RunningProduct } from '../../supervisor/ensure-running';

const account = { name: 'Bench', email: 'bench@example.test', password: 'a password for a bench' };
const projectName = 'Editor bench';

/** Uses up the one-time link of a product of our own (or signs in where that was done before) and opens a page. */
export async function signIn(
  product: RunningProduct,
  browser: BrowserContext,
): Promise<{ project: string; page: Page }> {
  const token = new URL(product.setupLink ?? product.webUrl).searchParams.get('token');
  if (token === null) throw new Error('this product has users already: the bench needs one of its own');
  const headers = { origin: product.webUrl };
  const setup = await browser.request.post(`${product.webUrl}/api/setup`, {
    headers,
    data: { ...account, token, projectName },
  });
  const entered = await browser.request.post(`${product.webUrl}/api/auth/sign-in/email`, {
    headers,
    data: { email: account.email, password: account.password },
  });
  if (!entered.ok()) {
    throw new Error(`signing in failed: ${setup.status()} ${await setup.text()}; ${entered.status()}`);
  }
  return { project: projectName, page: await browser.newPage() };
}
