import { type CandidateRow, decidingRows } from './candidate-row';

/** By which rows the leaderboard ranks, and that Compare goes by others: the best here need not be the best there. */
export function leaderboardGoesBy(rows: readonly CandidateRow[]): string {
  const [first] = rows;
  if (first === undefined || first.value === null) return '';
  const here = `Ranked by ${decidingRows(first)}.`;
  const evaluation = rows.flatMap(({ candidate }) => candidate.evaluations[0] ?? [])[0]?.result;
  if (evaluation === undefined) return `${here} Compare goes by what Evaluate steps judge: here nothing yet.`;
  if (first.beside === null && first.part !== 'folds') return `${here} Compare goes by the same rows.`;
  return `${here} Compare goes by ${evaluation.part} rows, as Evaluate steps judged them: its order may be another one.`;
}
