import { type APIRequestContext, expect } from '@playwright/test';
import { environment } from './env';

/**
 * Lands a file as a dataset of its name, as a program with a session would; answers the dataset’s id when its rows
 * are there.
 */
export async function landFile(
  request: APIRequestContext,
  o: { project: string; file: string; content: string | Buffer },
): Promise<string> {
  const query = new URLSearchParams({ project: o.project, name: o.file.replace(/\.\w+$/, ''), file: o.file });
  const headers = { origin: environment.baseUrl, 'content-type': 'application/octet-stream' };
  // As long as `upload` gives a page: a machine that is busy starts the process that lands it late.
  const answer = await request.post(`/api/upload?${query}`, { headers, data: o.content, timeout: 60_000 });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).dataset;
}
