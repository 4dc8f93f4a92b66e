import type { Probe } from './hybrid';
import type { Share } from './verdict';

/** The value of the metric in a hybrid, as a loss against the good run; null where it came to none. */
export type Answer = number | null;
export type Asking<T> = Generator<Probe, T, Answer>;

/** Pieces between two prefixes of the order; `from` and `to` count switched-on differences. */
type Stretch = { from: number; to: number; losses: readonly [number, number] };

/**
 * Which differences, switched on one after the other, make the loss, in as few runs as that takes:
 * 1. Of a stretch of the order the loss at both ends is known. Where it changes by no more than `least` in between, nothing in
 *    it is looked for: its differences are one piece.
 * 2. Else the middle is tried, and both halves are stretches of their own. One cause among n is found in ⌈log₂ n⌉ runs.
 * 3. Where the hybrid in the middle comes to no value its neighbours are tried, nearest first; where none does, the stretch is one
 *    piece.
 * The losses of the pieces add up to that of the whole order.
 */
export function* splitLoss(o: { order: readonly string[]; loss: number; least: number }): Asking<Share[]> {
  return yield* splitStretch(o, { from: 0, to: o.order.length, losses: [0, o.loss] });
}

function* splitStretch(o: { order: readonly string[]; least: number }, stretch: Stretch): Asking<Share[]> {
  const { from, to, losses } = stretch;
  const change = losses[1] - losses[0];
  if (to === from) return [];
  const small = Math.abs(change) <= o.least;
  const piece: Share = {
    ids: o.order.slice(from, to),
    loss: change,
    how: to - from === 1 ? 'in-turn' : 'untold',
    small,
  };
  if (to - from === 1 || small) return [piece];
  for (const middle of fromMiddle(from, to)) {
    const loss = yield { on: o.order.slice(0, middle), repeat: 0 };
    if (loss === null) continue;
    const before = yield* splitStretch(o, { from, to: middle, losses: [losses[0], loss] });
    const behind = yield* splitStretch(o, { from: middle, to, losses: [loss, losses[1]] });
    return [...before, ...behind];
  }
  return [piece];
}

/** Numbers strictly between two, the middle first. */
function fromMiddle(from: number, to: number): number[] {
  const middle = (from + to) / 2;
  const between = Array.from({ length: to - from - 1 }, (_, at) => from + 1 + at);
  return between.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b);
}
