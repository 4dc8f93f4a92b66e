/**
 * Whether a message still stands on a page: on the one it came on, and an error on any, since nobody may have read it
 * before the page went. "Run 5 done" on the page of a feature view would be about something else.
 */
export function toastStays({ page, tone }: { page: string; tone?: string | undefined }, on: string): boolean {
  return tone === 'danger' || page === on;
}
