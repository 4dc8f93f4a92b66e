import { z } from 'zod';
import type { JsonObject } from '../../json';
import type { Dimension, SearchSpace, SettingValue } from '../../search/space';
import type { StepContract, StepIssue } from '../define-step';
import { nearestName } from '../nearest-name';
import { param } from '../param';

/** A setting that a search leaves at one value, as it is typed. */
export const fixedSchema = z.object({
  setting: param(z.string().default(''), { title: 'Setting', placeholder: 'maxLeaves' }),
  value: param(z.string().max(200).default(''), { title: 'Value', placeholder: '31' }),
});
export type FixedSetting = z.output<typeof fixedSchema>;

/** Bounds of one's own for a setting. */
export const rangeSchema = z.object({
  setting: param(z.string().default(''), { title: 'Setting', placeholder: 'learningRate' }),
  from: param(z.number().default(0), { title: 'Least' }),
  to: param(z.number().default(1), { title: 'Most' }),
});
export type SettingRange = z.output<typeof rangeSchema>;

type Chosen = { fixed: readonly FixedSetting[]; ranges: readonly SettingRange[] };

/**
 * Values of the settings that stay, by name. One that the trainer cannot read is handed on as it is, so that trials fail by it
 * rather than go on without; what is no setting at all is left out. `settingIssues` tells of both while drawing.
 */
export function fixedValues(trainer: StepContract, fixed: readonly FixedSetting[]): Record<string, SettingValue> {
  const read = fixed.flatMap((one) => {
    if (!Object.hasOwn(trainer.params.shape, one.setting)) return [];
    return [[one.setting, readValue(trainer, one) ?? one.value] as const];
  });
  return Object.fromEntries(read);
}

/** What is left to search: without the settings that stay, within the bounds that were set. */
export function chosenSpace(trainer: StepContract, { fixed, ranges }: Chosen): SearchSpace {
  const values = fixedValues(trainer, fixed);
  const space = Object.entries(trainer.trains?.space ?? {}).filter(([name]) => !Object.hasOwn(values, name));
  return Object.fromEntries(
    space.map(([name, dimension]) => {
      const range = ranges.findLast(({ setting }) => setting === name);
      return [name, range === undefined ? dimension : within(dimension, range)];
    }),
  );
}

/** A dimension between other bounds; as it was where they are none for it. */
function within(dimension: Dimension, { from, to }: SettingRange): Dimension {
  if ('choice' in dimension || !(from < to) || (dimension.log === true && from <= 0)) return dimension;
  if ('real' in dimension) return { ...dimension, real: [from, to] };
  const bounds: [number, number] = [Math.ceil(from), Math.floor(to)];
  return bounds[0] < bounds[1] ? { ...dimension, int: bounds } : dimension;
}

/** What is wrong with the settings that stay, and with the bounds. */
export function settingIssues(trainer: StepContract, { fixed, ranges }: Chosen): StepIssue[] {
  const named = fixed.filter(({ setting }) => setting !== '');
  return [
    ...named.flatMap((one) => fixedIssue(trainer, one)),
    ...ranges.filter(({ setting }) => setting !== '').flatMap((one) => rangeIssue(trainer, one)),
  ];
}

function fixedIssue(trainer: StepContract, one: FixedSetting): StepIssue[] {
  const names = Object.keys(trainer.params.shape);
  if (!names.includes(one.setting)) return [unknownSetting(trainer, { ...one, names, field: 'fixed' })];
  if (readValue(trainer, one) !== undefined) return [];
  const message = `${trainer.title} cannot read \`${one.value}\` as \`${one.setting}\`. Give a value that the step itself would take.`;
  return [{ code: 'bad-setting', severity: 'error', message, param: 'fixed' }];
}

function rangeIssue(trainer: StepContract, { setting, from, to }: SettingRange): StepIssue[] {
  const space = trainer.trains?.space ?? {};
  const dimension = space[setting];
  if (dimension === undefined) {
    const names = Object.keys(space);
    return [unknownSetting(trainer, { setting, names, field: 'ranges' })];
  }
  const ends = 'int' in dimension ? [Math.ceil(from), Math.floor(to)] : [from, to];
  const takes = ends.every((value) => trainer.params.safeParse({ [setting]: value }).success);
  if (takes && within(dimension, { setting, from, to }) !== dimension) return [];
  const message = `\`${setting}\` of ${trainer.title} cannot be searched from ${from} to ${to}. Choose two values it takes, the smaller one first.`;
  return [{ code: 'bad-range', severity: 'error', message, param: 'ranges' }];
}

function unknownSetting(
  { title }: StepContract,
  { setting, names, field }: { setting: string; names: readonly string[]; field: string },
): StepIssue {
  const nearest = nearestName(setting, names);
  const next = nearest === null ? `It has ${names.join(', ')}.` : `Did you mean \`${nearest}\`?`;
  const message = `${title} has no setting \`${setting}\` that could be chosen here. ${next}`;
  return { code: 'no-setting', severity: 'error', message, param: field };
}

/** A typed value as the trainer's schema takes it: as a number or a truth value where it can be one, else as a text. */
function readValue(trainer: StepContract, { setting, value }: FixedSetting): SettingValue | undefined {
  const text = value.trim();
  const readings: SettingValue[] = [text];
  if (text !== '' && Number.isFinite(Number(text))) readings.unshift(Number(text));
  if (text === 'true' || text === 'false') readings.unshift(text === 'true');
  return readings.find((one) => {
    const params: JsonObject = { [setting]: one };
    return trainer.params.safeParse(params).success;
  });
}
