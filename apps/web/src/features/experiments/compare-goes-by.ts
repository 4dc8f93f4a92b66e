/**
 * Which rows the compared figures are of, and that the leaderboard of a run may go by others; '' where no pipeline judged
 * them: what a program logged is of whatever rows it chose.
 */
export function compareGoesBy(contenders: readonly { part: string | null }[]): string {
  const parts = [...new Set(contenders.flatMap(({ part }) => part ?? []))];
  if (parts.length === 0) return '';
  const rows = parts.map((part) => `${part} rows`).join(' and ');
  const often = parts.includes('validation') ? '' : ', often validation rows';
  return `Compared on ${rows}. The leaderboard of a run ranks by the rows that its comparison asked for${often}: its order may be another one.`;
}
