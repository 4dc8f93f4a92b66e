import type { BisectSetup } from './bisect-setup';
import { type Ask, companions, minimalCause } from './minimal-cause';
import { noiseBand } from './noise';
import { keyOf } from './set-key';
import { type Answer, type Asking, splitLoss } from './split-loss';
import type { Share, Verdict } from './verdict';

/** Up to so many causes are tried alone and in every combination. */
const mostCombined = 3;
/** Less than this share of the loss is no cause that is looked for. */
const leastShare = 0.05;

type Facts = Pick<Verdict, 'loss' | 'code' | 'noise'>;

/**
 * What made the bad run worse. Yields the hybrids it wants to know about, each once it is needed, and is handed their loss against
 * the good run: value good less value hybrid where higher is better.
 * 1. The ends: where the code of steps is another by now both runs are executed anew; what they differ by then is all that the
 *    hybrids can explain, and the rest of the loss is that of the code.
 * 2. The good drawing with other seeds: what chance does. A loss no larger than that has no cause to look for.
 * 3. The loss is split among the differences in their order (`splitLoss`).
 * 4. Where the causes alone do not push a good run over the bar, those are sought that they need for it (`companions`).
 * 5. Up to three causes are tried alone and in every combination; what they make together beyond that is named by itself.
 * 6. The fewest of them that push a good run over the bar (`minimalCause`).
 */
export function* findCauses(setup: BisectSetup): Asking<Verdict> {
  const all = setup.differences.map(({ id }) => id);
  const loss = lossOf(setup, setup.bad.value);
  const good: Answer = setup.good.again ? yield { on: [], repeat: 0 } : 0;
  const bad: Answer = setup.bad.again && all.length > 0 ? yield { on: all, repeat: 0 } : all.length > 0 ? loss : good;
  if (good === null || bad === null) return verdictOf('no-ends', { loss, code: null, noise: null }, { rest: loss });
  // All others are counted from the good run as it is now.
  const against = { ...setup, base: good };
  const explained = bad - good;
  const code = setup.good.again || setup.bad.again || all.length === 0 ? loss - explained : null;
  const noise = yield* chance(against);
  const facts = { loss, code, noise };
  const least = Math.max(noise ?? 0, leastShare * loss);
  if (explained <= least && code !== null && code > least) return verdictOf('code', facts, { rest: explained });
  if (explained <= least) return verdictOf('noise', facts, { rest: explained });
  const pieces = yield* relative(splitLoss({ order: all, loss: explained, least }), good);
  return yield* weigh({ facts, order: all, pieces, explained, least, good, bar: lossOf(setup, setup.bar) - good });
}

/** The value of a run as a loss against the good one as it was recorded. */
export function lossOf({ good, direction }: Pick<BisectSetup, 'good' | 'direction'>, value: number): number {
  return direction === 'higher' ? good.value - value : value - good.value;
}

function* chance({ repeats, base }: { repeats: number; base: number }): Asking<number | null> {
  const losses = [base];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const loss = yield { on: [], repeat };
    if (loss !== null) losses.push(loss);
  }
  return noiseBand(losses);
}

/** Answers as losses against the good run of now. */
function* relative<T>(asking: Asking<T>, base: number): Asking<T> {
  let next = asking.next();
  while (next.done !== true) {
    const answer = yield next.value;
    next = asking.next(answer === null ? null : answer - base);
  }
  return next.value;
}

type Weighed = {
  facts: Facts;
  order: readonly string[];
  pieces: Share[];
  explained: number;
  least: number;
  good: number;
  bar: number;
};

function* weigh(o: Weighed): Asking<Verdict> {
  const causes = o.pieces.filter(({ loss }) => loss > o.least).sort((a, b) => b.loss - a.loss);
  const helped = o.pieces.filter(({ loss }) => loss < -o.least);
  const inTurn = [...causes, ...helped];
  const restInTurn = { shares: inTurn, rest: o.explained - total(inTurn) };
  if (causes.length === 0) return verdictOf('spread', o.facts, restInTurn);
  const ask = askOnce(o.good);
  const others = o.order.filter((id) => !inTurn.some(({ ids }) => ids.includes(id)));
  const needed = yield* companions({ causes, others, bar: o.bar, ask });
  const players = [...causes, ...needed.map((id): Share => ({ ids: [id], loss: 0, how: 'alone', small: true }))];
  const losses = players.length <= mostCombined ? yield* everySubset(players, ask) : null;
  const minimal = yield* minimalCause({ causes: players, bar: o.bar, ask });
  if (losses === null) return verdictOf('found', o.facts, { ...restInTurn, minimal });
  const alone = losses.alone.map((loss, at): Share => {
    return { ids: players[at]?.ids ?? [], loss, how: 'alone', small: Math.abs(loss) <= o.least };
  });
  const shares = [...alone, ...helped];
  const interaction = players.length === 1 ? null : losses.together - total(alone);
  return verdictOf('found', o.facts, {
    ...{ shares, interaction, minimal },
    rest: o.explained - total(shares) - (interaction ?? 0),
  });
}

/** Losses against the good run of now, each hybrid asked once. */
function askOnce(base: number): Ask {
  const known = new Map<string, Answer>();
  return function* ask(on) {
    const before = known.get(keyOf(on));
    if (before !== undefined) return before;
    const answer = yield { on, repeat: 0 };
    const loss = answer === null ? null : answer - base;
    known.set(keyOf(on), loss);
    return loss;
  };
}

/** What each cause makes alone and all make together, with every combination in between tried too; null where any of these failed. */
function* everySubset(causes: readonly Share[], ask: Ask): Asking<{ alone: number[]; together: number } | null> {
  let sets: Share[][] = [[]];
  for (const cause of causes) sets = [...sets, ...sets.map((set) => [...set, cause])];
  const bySize = sets.filter((set) => set.length > 0).sort((a, b) => a.length - b.length);
  const alone: number[] = [];
  let together = 0;
  for (const set of bySize) {
    const loss = yield* ask(set.flatMap(({ ids }) => ids));
    if (loss === null) return null;
    if (set.length === 1) alone.push(loss);
    if (set.length === causes.length) together = loss;
  }
  return { alone, together };
}

function total(shares: readonly Pick<Share, 'loss'>[]): number {
  return shares.reduce((sum, { loss }) => sum + loss, 0);
}

function verdictOf(kind: Verdict['kind'], facts: Facts, found: Partial<Verdict> & Pick<Verdict, 'rest'>): Verdict {
  return { kind, shares: [], interaction: null, minimal: null, cut: false, ...facts, ...found };
}
