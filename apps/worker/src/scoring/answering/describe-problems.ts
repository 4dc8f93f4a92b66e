import type { FieldProblem } from '@millrace/pipeline-core/release';
import { nearestName } from '@millrace/pipeline-core/steps';

const shownFields = 12;
/** Longer names are not compared, and extra ones not said whole: the work grows with their lengths, and callers choose them. */
const longestName = 60;
const mostCompared = 200;

/**
 * All in one sentence, in the words that the fields of the answer have. Fields nobody knows come first: a mistyped name is why
 * another field is missing.
 */
export function describeProblems(problems: readonly FieldProblem[]): string {
  const ordered = [...problems.filter(isExtra), ...problems.filter((problem) => !isExtra(problem))];
  const first = new Map(ordered.map((problem) => [`${problem.field} ${problem.problem}`, problem] as const));
  const named = [...first.values()];
  const shown = named.slice(0, shownFields).map((problem) => describeProblem(problem, problems));
  const rest = named.length > shownFields ? ` and ${named.length - shownFields} more` : '';
  return `The rows do not fit the signature: ${shown.join(', ')}${rest}.`;
}

function isExtra({ problem }: FieldProblem): boolean {
  return problem === 'extra';
}

function describeProblem(problem: FieldProblem, all: readonly FieldProblem[]): string {
  if (problem.problem === 'unscored') return `${problem.field} (no score was made for it: send the whole row)`;
  if (problem.problem !== 'extra') return `${problem.field} (${problem.problem})`;
  const missing = all
    .filter((other) => other.problem === 'missing' && other.row === problem.row && other.field.length <= longestName)
    .slice(0, mostCompared)
    .map(({ field }) => field);
  const meant = problem.field.length > longestName ? null : nearestName(problem.field, missing);
  return `${shortName(problem.field)} (extra${meant === null ? '' : `, did you mean ${meant}?`})`;
}

/** The name of an extra field is text of the caller: what is sent there by mistake is not kept whole. */
function shortName(field: string): string {
  const letters = [...field];
  return letters.length > longestName ? `${letters.slice(0, longestName - 1).join('')}…` : field;
}
