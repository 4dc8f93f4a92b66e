import type { ProfileWarning } from './table-profile';

const order = { high: 0, medium: 1, low: 2 } as const;

/** The most harmful first; of equal harm in the order they were found. */
export function orderWarnings(warnings: readonly ProfileWarning[]): ProfileWarning[] {
  return [...warnings].sort((a, b) => order[a.severity] - order[b.severity]);
}
