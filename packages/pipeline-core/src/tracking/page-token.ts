import { invalid } from './tracking-error';

/** Where a next page begins, for clients to hand back unread. */
export function pageToken(offset: number): string {
  return `p${offset}`;
}

/** Where a page begins: 0 without a token. @throws TrackingError for what is no token of ours */
export function pageOffset(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  if (/^p\d{1,8}$/.test(token)) return Number(token.slice(1));
  throw invalid('Invalid page token, decoding failed.');
}
