/** So many rows are compared at most. */
export const mostCompared = 20;

/** The page that compares trained models and logged runs, by their ids. */
export function compareHref(slug: string, ids: readonly string[]): string {
  return `/p/${slug}/experiments/compare?${new URLSearchParams(ids.map((id) => ['run', id]))}`;
}
