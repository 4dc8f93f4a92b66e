import type { JsonObject } from '../../json';
import { chooseEach, pickAt } from '../../search/choose';
import type { Dimension, SearchSpace, SettingValue } from '../../search/space';
import { type Settings, settingValueSchema } from '../../search/trial';
import type { SearchFamily, StepContract } from '../define-step';

/**
 * The settings that a step of this type starts with, as one trial of the space. Where somebody has set `bounds` that do not
 * hold the usual value, the middle between them.
 */
export function startOf(
  trainer: StepContract,
  { space, base, bounds = [] }: { space: SearchSpace; base: JsonObject; bounds?: readonly string[] },
): Settings {
  const usual = trainer.params.parse({});
  return chooseEach({ space, base }, (name, dimension) => {
    const value = settingValueSchema.safeParse(usual[name]);
    if (value.success && (!bounds.includes(name) || lies(value.data, dimension))) return value.data;
    return pickAt(dimension, 0.5);
  });
}

function lies(value: SettingValue, dimension: Dimension): boolean {
  if ('choice' in dimension) return dimension.choice.includes(value);
  const [least, most] = 'int' in dimension ? dimension.int : dimension.real;
  return typeof value === 'number' && value >= least && value <= most;
}

/** What the rows of a model that reads numbers without gaps go through: cells filled, texts encoded, numbers scaled. */
const numbersOnly = ['impute-missing', 'encode-categories', 'scale-numbers'].map((type) => ({ type, params: {} }));

/**
 * The preparation a kind of model needs where nobody has drawn it. A target that was named for the search alone is marked
 * first, as the steps behind would take it for one more column to learn from; the search leaves another one marked in the
 * drawing aside, as all kinds of models do.
 */
export function preparationOf({ trains }: StepContract, { target }: { target: string }): SearchFamily['prepare'] {
  if (trains?.numbersOnly !== true) return [];
  const marked = { type: 'select-columns', params: { target, formerTarget: 'ignore' } };
  return target === '' ? numbersOnly : [marked, ...numbersOnly];
}

/** What a search asks for in the name of the trainer, where that one has such a setting. */
export function sharedParams(
  trainer: StepContract,
  { target, task }: { target: string; task: 'auto' | 'classification' | 'regression' },
): JsonObject {
  return Object.hasOwn(trainer.params.shape, 'task') ? { target, task } : { target };
}
