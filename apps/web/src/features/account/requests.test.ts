import { afterEach, beforeEach, expect, it, vi } from 'vitest';

// The client asks the page's own server; there is no page here, so the address is said.
vi.mock('../../client/auth-client', async () => {
  const { createAuthClient } = await import('better-auth/react');
  const customFetchImpl: typeof fetch = (...asked) => fetch(...asked);
  return { authClient: createAuthClient({ baseURL: 'http://millrace.test', fetchOptions: { customFetchImpl } }) };
});

import { signOut } from './requests';

const answers = vi.fn<typeof fetch>();
beforeEach(() => vi.stubGlobal('fetch', answers));
afterEach(() => vi.unstubAllGlobals());

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

it('signs out without a word', async () => {
  answers.mockResolvedValue(json(200, { success: true }));
  expect(await signOut()).toEqual({ error: null });
});

it('says that one is still signed in, why, and what to do', async () => {
  answers.mockResolvedValue(json(403, { message: 'Invalid origin' }));
  expect(await signOut()).toEqual({ error: 'You are still signed in: Invalid origin. Try again.' });
});

it('says so where nothing but a status comes back', async () => {
  answers.mockResolvedValue(new Response(null, { status: 500 }));
  const { error } = await signOut();
  expect(error).toMatch(/^You are still signed in: the server answered 500\. Try again\.$/);
});

it('says so where no answer comes back', async () => {
  answers.mockRejectedValue(new TypeError('fetch failed'));
  expect(await signOut()).toEqual({
    error: 'You are still signed in. Millrace did not answer. Check that it is running, then try again.',
  });
});
