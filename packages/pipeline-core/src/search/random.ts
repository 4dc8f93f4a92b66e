import { drawSettings, keyOf } from './choose';
import { nextNumber, type Proposal, type Question, type Settings } from './trial';

/** Trials by chance, each new. */
export function proposeRandom(question: Question): Proposal[] {
  return proposeOneByOne(question, ({ number, seen }) => drawSettings(question, { number, seen }));
}

/** What is known when one trial is chosen: those before it of the same round, too. */
export type Known = { number: number; seen: ReadonlySet<string>; pending: readonly Proposal[] };

/** Chooses trial after trial until there are enough, or nothing new is left. */
export function proposeOneByOne(
  { history, count }: Pick<Question, 'history' | 'count'>,
  choose: (known: Known) => Settings | null,
): Proposal[] {
  const seen = new Set(history.map(({ params }) => keyOf(params)));
  const first = nextNumber(history);
  const pending: Proposal[] = [];
  while (pending.length < count) {
    const number = first + pending.length;
    const params = choose({ number, seen, pending });
    if (params === null) return pending;
    seen.add(keyOf(params));
    pending.push({ number, params });
  }
  return pending;
}
