import { propose } from './propose';
import { nextNumber, type Proposal, type Question, type Settings } from './trial';

/**
 * The proposals of one round, each with the number of the slot that fits it: slots are counted before a search begins,
 * `first` is the number of the round's first one. At most `count` of them; `start` is proposed before all others.
 */
export function proposeRound({
  first,
  start = null,
  ...question
}: Question & { first: number; start?: Settings | null }): Proposal[] {
  if (nextNumber(question.history) > first) throw new Error(`trial ${first} of a search was proposed before`);
  if (start === null) return numbered(propose(question), first);
  const begun = { number: first, params: start };
  const rest = question.count - 1;
  const history = [...question.history, { ...begun, metric: null }];
  return [begun, ...(rest === 0 ? [] : numbered(propose({ ...question, history, count: rest }), first + 1))];
}

function numbered(proposals: readonly Proposal[], first: number): Proposal[] {
  return proposals.map((proposal, at) => ({ ...proposal, number: first + at }));
}

/** Rounds of a search that does not look at how trials went are as long as their proposals stay small. */
const mostAtOnce = 32;
/** Fewer in a round leave cores of a small machine without work. */
const leastAtOnce = 4;
/** A guided search learns from round to round: it should have so many. */
const guidedRounds = 10;

/** How many trials a round has, unless the author says so. */
export function roundSize(method: Question['method']['method'], trials: number): number {
  switch (method) {
    case 'grid':
    case 'random':
      return Math.min(mostAtOnce, trials);
    case 'tpe':
    case 'halving':
      return Math.min(mostAtOnce, trials, Math.max(leastAtOnce, Math.ceil(trials / guidedRounds)));
  }
}

/** Whether the next round depends on how the trials before went. */
export function isGuided(method: Question['method']['method']): boolean {
  return method === 'tpe' || method === 'halving';
}
