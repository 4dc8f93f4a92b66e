import type { LastAnswer } from './endpoint-config';
import type { GateCheck } from './gate';
import type { Task } from './signature';

/** What the answers of a release are: one of its classes, or a number. */
export type AnswerFacts = { task: Task; classes?: readonly string[] | undefined };

const base = { id: 'last-answer', title: 'Answer where no release does' };
const mostShown = 10;

/** Why the constant of an endpoint is no answer that this release could give; null where it is one, or there is none. */
export function unfitLastAnswer(
  last: LastAnswer,
  { task, classes }: AnswerFacts,
): { seen: string; expected: string } | null {
  const value = last.kind === 'error' ? undefined : last.value;
  // What a model recommends is any item, and those are many.
  if (value === undefined || task === 'ranking') return null;
  const fits = classes === undefined ? typeof value === 'number' : classes.some((name) => name === value);
  if (fits) return null;
  const more = classes !== undefined && classes.length > mostShown ? ` and ${classes.length - mostShown} more` : '';
  const expected =
    classes === undefined ? 'a number' : `one of its classes: ${classes.slice(0, mostShown).join(', ')}${more}`;
  return { seen: JSON.stringify(value), expected };
}

/**
 * What an endpoint answers with where no release does stays with it, whatever is deployed, and callers read it as an
 * answer of the model: it has to be one. No check where the endpoint has no such constant.
 */
export function checkLastAnswer(last: LastAnswer, release: AnswerFacts): GateCheck[] {
  if (last.kind === 'error' || last.value === undefined) return [];
  const unfit = unfitLastAnswer(last, release);
  if (unfit === null)
    return [{ ...base, status: 'pass', reason: `${JSON.stringify(last.value)} is an answer that this release gives.` }];
  return [
    {
      ...base,
      status: 'fail',
      reason: `The endpoint says ${unfit.seen} then, which is no answer of this release; expected ${unfit.expected}.`,
      fix: 'Let the endpoint answer with an error there (its settings, last), deploy, and choose another answer then.',
    },
  ];
}
