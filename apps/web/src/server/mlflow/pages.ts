import { type BigJson, pageOffset, pageToken } from '@millrace/pipeline-core/tracking';

/** One page of a search: asks for one more than it shows, which tells whether there is a next page. */
export async function onePage<Item>(
  wanted: { max_results: number; page_token?: string | undefined },
  search: (page: { limit: number; offset: number }) => Promise<Item[]>,
): Promise<{ items: Item[]; next: { next_page_token?: BigJson } }> {
  const offset = pageOffset(wanted.page_token);
  const found = await search({ limit: wanted.max_results + 1, offset });
  const items = found.slice(0, wanted.max_results);
  return { items, next: found.length > items.length ? { next_page_token: pageToken(offset + items.length) } : {} };
}
