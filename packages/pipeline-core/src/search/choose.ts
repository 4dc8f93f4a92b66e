import { canonicalJson } from '../json';
import { createRandom, hashSeed } from '../seeded-random';
import type { Dimension, SettingValue } from './space';
import type { Question, Settings } from './trial';
import { isScale, valueAt } from './units';

/** Whether a dimension is searched with these settings: what it depends on has one of the values it asks for. */
export function isActive({ when }: Pick<Dimension, 'when'>, chosen: Settings, base: Question['base'] = {}): boolean {
  if (when === undefined) return true;
  const value = Object.hasOwn(chosen, when.param) ? chosen[when.param] : base[when.param];
  return when.is.some((one) => one === value);
}

/** Settings with a value for each dimension that is searched with them, in the order of the space. */
export function chooseEach(
  { space, base }: Pick<Question, 'space' | 'base'>,
  choose: (name: string, dimension: Dimension) => SettingValue,
): Settings {
  const chosen: Settings = {};
  for (const [name, dimension] of Object.entries(space)) {
    if (isActive(dimension, chosen, base)) chosen[name] = choose(name, dimension);
  }
  return chosen;
}

/** The value of a dimension at a place between 0 and 1; of a choice each value has an equal stretch. */
export function pickAt(dimension: Dimension, unit: number): SettingValue {
  if (isScale(dimension)) return valueAt(dimension, unit);
  const { choice } = dimension;
  return choice[Math.min(choice.length - 1, Math.floor(unit * choice.length))]!;
}

/** Equal settings have equal keys. */
export function keyOf(settings: Settings): string {
  return canonicalJson(settings);
}

/** Draws before a space is taken to have nothing new left. */
const mostDraws = 50;

/** The first of some settings that is not known yet; null when a space seems to have no other. */
export function firstNew(seen: ReadonlySet<string>, next: () => Settings): Settings | null {
  for (let draw = 0; draw < mostDraws; draw++) {
    const settings = next();
    if (!seen.has(keyOf(settings))) return settings;
  }
  return null;
}

/** Settings by chance that are not known yet. They depend on the seed and on the number of the trial alone. */
export function drawSettings(
  question: Pick<Question, 'space' | 'base' | 'seed'>,
  { number, seen }: { number: number; seen: ReadonlySet<string> },
): Settings | null {
  const random = createRandom(hashSeed('search', question.seed, number));
  return firstNew(seen, () => chooseEach(question, (_name, dimension) => pickAt(dimension, random.next())));
}
