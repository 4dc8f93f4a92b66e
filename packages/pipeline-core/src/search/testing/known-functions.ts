import { propose } from '../propose';
import type { SearchSpace } from '../space';
import type { Method, Question, Settings, Trial } from '../trial';

/** A function whose least value is known. */
export type KnownFunction = { space: SearchSpace; least: number; at(params: Settings): number };

const numberIn = (params: Settings, name: string) => Number(params[name]);

/** A bowl in four dimensions. */
const centre = { a: 1, b: -2, c: 0.5, d: 3 };
export const bowl: KnownFunction = {
  space: { a: { real: [-5, 5] }, b: { real: [-5, 5] }, c: { real: [-5, 5] }, d: { real: [-5, 5] } },
  least: 0,
  at: (params) => Object.entries(centre).reduce((sum, [name, best]) => sum + (numberIn(params, name) - best) ** 2, 0),
};

/** Branin's function: three equal valleys. */
export const branin: KnownFunction = {
  space: { x: { real: [-5, 10] }, y: { real: [0, 15] } },
  least: 0.39788735772973816,
  at(params) {
    const x = numberIn(params, 'x');
    const y = numberIn(params, 'y');
    const valley = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
    return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

/** As the settings of a model are: a kind, a rate by its logarithm, and a width that only one kind has. */
export const mixed: KnownFunction = {
  space: {
    kind: { choice: ['plain', 'wide', 'flat'] },
    rate: { real: [1e-6, 1], log: true },
    width: { int: [1, 512], log: true, when: { param: 'kind', is: ['wide'] } },
  },
  least: 0.2,
  at(params) {
    const rate = Math.log10(numberIn(params, 'rate'));
    if (params.kind === 'plain') return 1 + 0.1 * (rate + 2) ** 2;
    if (params.kind === 'flat') return 2;
    return 0.2 + 0.3 * (rate + 3) ** 2 + 0.1 * (Math.log2(numberIn(params, 'width')) - 5) ** 2;
  },
};

export type Searching = { method: Method; seed: number; trials: number; round: number; goal?: Question['goal'] };

/** A search round after round until it has its trials, or has nothing new left. */
export function search(
  { space, at }: Pick<KnownFunction, 'space' | 'at'>,
  { method, seed, trials, round, goal = 'least' }: Searching,
): Trial[] {
  const history: Trial[] = [];
  const sign = goal === 'least' ? 1 : -1;
  while (history.length < trials) {
    const count = Math.min(round, trials - history.length);
    const proposals = propose({ space, history, count, method, goal, seed });
    if (proposals.length === 0) break;
    // They end in another order than they were asked for.
    history.push(...proposals.map((one) => ({ ...one, metric: sign * at(one.params) })).reverse());
  }
  return history;
}

/** The least value a search has found. */
export function leastOf(trials: readonly Trial[]): number {
  return Math.min(...trials.map(({ metric }) => Math.abs(metric ?? Number.POSITIVE_INFINITY)));
}
