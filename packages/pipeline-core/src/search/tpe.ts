import { createRandom, hashSeed, type SeededRandom } from '../seeded-random';
import { chooseEach, drawSettings, firstNew } from './choose';
import { parzen } from './parzen';
import { type Known, proposeOneByOne } from './random';
import type { Dimension, SettingValue } from './space';
import { bestFirst, lossOf, type Method, type Proposal, type Question, type Settings } from './trial';
import { isScale, type Scale, unitOf, valueAt } from './units';

/** Candidates of which the one is taken that good trials speak for most. */
const candidates = 24;
/** Share of the trials that count as good, and the most of them. */
const goodShare = 0.15;
const mostGood = 25;

type TpeQuestion = Question<Extract<Method, { method: 'tpe' }>>;

/**
 * Tree-structured Parzen estimator (Bergstra et al. 2011), one dimension after the other: the first trials by chance, then
 * values that lie where the good trials lie dense and the others do not. Trials of the same round count as others, so that
 * a round does not ask the same thing many times.
 */
export function proposeTpe(question: TpeQuestion): Proposal[] {
  const { history, goal, method } = question;
  const ranked = bestFirst(history, goal);
  const measured = ranked.filter((trial) => Number.isFinite(lossOf(trial, goal)));
  const count = Math.min(mostGood, measured.length, Math.ceil(goodShare * ranked.length));
  const good = ranked.slice(0, count).map(({ params }) => params);
  const others = ranked.slice(count).map(({ params }) => params);
  return proposeOneByOne(question, (known) => {
    if (measured.length < method.startup) return drawSettings(question, known);
    const pending = known.pending.map(({ params }) => params);
    return chooseLikely(question, known, { good, others: [...others, ...pending] });
  });
}

type Groups = { good: readonly Settings[]; others: readonly Settings[] };

function chooseLikely(question: TpeQuestion, { number, seen }: Known, groups: Groups): Settings | null {
  const random = createRandom(hashSeed('tpe', question.seed, number));
  const choose = (name: string, dimension: Dimension): SettingValue => {
    const values = { good: valuesOf(groups.good, name), others: valuesOf(groups.others, name) };
    return isScale(dimension) ? likelyOnScale(dimension, values, random) : likelyOf(dimension.choice, values, random);
  };
  return firstNew(seen, () => chooseEach(question, choose)) ?? drawSettings(question, { number, seen });
}

/** What trials had, those that searched this dimension. */
function valuesOf(trials: readonly Settings[], name: string): SettingValue[] {
  return trials.flatMap((params) => params[name] ?? []);
}

type Values = { good: readonly SettingValue[]; others: readonly SettingValue[] };

function likelyOnScale(scale: Scale, { good, others }: Values, random: SeededRandom): number {
  const units = (values: readonly SettingValue[]) =>
    values.flatMap((value) => (typeof value === 'number' ? unitOf(scale, value) : []));
  const dense = parzen(units(good));
  const rest = parzen(units(others));
  const drawn = Array.from({ length: candidates }, () => dense.draw(random));
  return valueAt(
    scale,
    best(drawn, (unit) => dense.logDensity(unit) - rest.logDensity(unit)),
  );
}

/**
 * Drawn in proportion to how much the good trials speak for a value, not the one they speak for most: with few trials that
 * would be the kind that happened to do well first, and the others would hardly be tried again.
 */
function likelyOf(choice: readonly SettingValue[], { good, others }: Values, random: SeededRandom): SettingValue {
  // One more of each, so that nothing is ruled out by few trials.
  const share = (values: readonly SettingValue[], value: SettingValue) =>
    (values.filter((one) => one === value).length + 1) / (values.length + choice.length);
  const weights = choice.map((value) => share(good, value) / share(others, value));
  return choice[drawIndex(weights, random)]!;
}

function drawIndex(weights: readonly number[], random: SeededRandom): number {
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [at, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return at;
  }
  return weights.length - 1;
}

/** The first of the best; the last digits of a score do not count, for logarithms differ between machines. */
function best(items: readonly number[], scoreOf: (item: number) => number): number {
  let chosen = items[0]!;
  let most = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    const score = Number(scoreOf(item).toPrecision(9));
    if (score <= most) continue;
    most = score;
    chosen = item;
  }
  return chosen;
}
