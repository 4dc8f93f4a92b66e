import { afterEach, expect, it, vi } from 'vitest';
import { fetchWithTime, serverNow } from './server-time';

afterEach(() => vi.unstubAllGlobals());

it('goes by the Date header of the answers, not by the clock of the browser', async () => {
  const hour = 3600_000;
  vi.stubGlobal(
    'fetch',
    async () => new Response('', { headers: { date: new Date(Date.now() + hour).toUTCString() } }),
  );
  await fetchWithTime('/api/trpc/runs.get');
  const ahead = serverNow() - Date.now();
  expect(Math.abs(ahead - hour)).toBeLessThan(2000);
});
