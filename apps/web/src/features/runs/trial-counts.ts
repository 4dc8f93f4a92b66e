import type { TrialOutcome } from '@millrace/pipeline-core/search';
import { formatCount } from '../../lib/format-number';

type Ended = Pick<TrialOutcome, 'trainer' | 'state' | 'why' | 'begun' | 'reason'>;

/** The kinds of models of which a round told that they suit neither the target nor the rows: their slots are no trials. */
export function unsuitedKinds(outcomes: readonly Pick<Ended, 'trainer' | 'reason'>[]): ReadonlySet<string> {
  return new Set(outcomes.flatMap(({ trainer, reason }) => (reason === undefined ? [] : [trainer])));
}

export type TrialCounts<T> = {
  /** The slots of kinds that may suit. */
  trials: T[];
  /** Of some kind it is not known yet whether it suits: there may be fewer trials. */
  atMost: boolean;
};

/** Which slots of a search count as its trials, as far as the outcomes tell. */
export function countedTrials<T extends { spec: { type: string } }>(
  slots: readonly T[],
  outcomes: readonly Ended[],
): TrialCounts<T> {
  const unsuited = unsuitedKinds(outcomes);
  const known = new Set(outcomes.map(({ trainer }) => trainer));
  const kinds = new Set(slots.map(({ spec }) => spec.type));
  const atMost = kinds.size > 1 && [...kinds].some((kind) => !known.has(kind));
  return { trials: slots.filter(({ spec }) => !unsuited.has(spec.type)), atMost };
}

/** " 4 did not begin: the time was up. 2 kinds of models do not suit …": what fitted nothing, with the reason. */
export function unfittedWords(outcomes: readonly Ended[]): string {
  const unsuited = unsuitedKinds(outcomes);
  const skipped = outcomes.filter(({ state, trainer }) => state === 'skipped' && !unsuited.has(trainer));
  const count = (why: TrialOutcome['why'], begun?: true) =>
    skipped.filter((one) => one.why === why && one.begun === begun).length;
  const kinds = formatCount(unsuited.size, 'kind of model', 'kinds of models');
  const parts = [
    [count('time', true), `${count('time', true)} did not end in time.`],
    [count('asked', true), `${count('asked', true)} did not end before the search was asked to.`],
    [count('time'), `${count('time')} did not begin: the time was up.`],
    [count('asked'), `${count('asked')} did not begin: the search was asked to end.`],
    [count(undefined), `${count(undefined)} had nothing else to try.`],
    [unsuited.size, `${kinds} ${unsuited.size === 1 ? 'does' : 'do'} not suit the target or the rows.`],
  ] as const;
  return parts.flatMap(([many, words]) => (many === 0 ? [] : [` ${words}`])).join('');
}
