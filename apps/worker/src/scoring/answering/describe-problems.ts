import type { FieldProblem } from '@millrace/pipeline-core/release';
import { nearestName } from '@millrace/pipeline-core/steps';

const shownFields = 12;
/** Longer names are not compared, and extra ones not said whole: the work grows with their lengths, and callers choose them. */
const longestName = 60;
const mostCompared = 200;

/**
 * All in one sentence, in the words that the fields of the answer have. Fields nobody knows come first: a mistyped name is why
 * another field is missing. A body of another protocol is told where that is spoken.
 */
export function describeProblems(problems: readonly FieldProblem[]): string {
  return otherProtocol(problems) ?? describeFields(problems);
}

/** Forms of MLflow's scoring server; what speaks TensorFlow's or SageMaker's words sends `instances`, too. */
const foreignForms = ['instances', 'dataframe_split', 'dataframe_records', 'inputs'];

/** Bodies that were meant as something else than one row; null where they were not. */
function otherProtocol(problems: readonly FieldProblem[]): string | null {
  const extras = problems.filter(isExtra).map(({ field }) => field);
  const form = foreignForms.find((name) => extras.includes(name));
  if (form !== undefined)
    return `The body holds "${form}", which the model has no field for: here send {"rows": [{...}, ...]} with one object per row. {"${form}": ...} goes to /invocations of the same endpoint.`;
  return extras.includes('rows')
    ? 'Beside "rows" the body holds something else: send {"rows": [{...}, ...]} and nothing more.'
    : null;
}

function describeFields(problems: readonly FieldProblem[]): string {
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
