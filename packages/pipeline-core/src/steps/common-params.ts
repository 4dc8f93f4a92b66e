import { z } from 'zod';
import { type ParamMeta, param } from './param';

/** Parameters that several steps share, so that they read alike everywhere. */
export function targetParam(meta: Partial<ParamMeta> = {}) {
  return param(z.string().default(''), {
    title: 'Target',
    description: 'The column to predict. Empty: the one marked in a step before.',
    widget: 'target',
    columnTypes: ['boolean', 'integer', 'number', 'text'],
    ...meta,
  });
}

/** The target in a step that divides rows; `marksParam` says whether it is chosen for all steps behind, too. */
export function markingTargetParam() {
  return targetParam({ description: 'The column to predict. Empty: the one marked in a step before.' });
}

/** Off by default: steps saved before there was this choice only divide by their target. New steps start with it on. */
export function marksParam() {
  return param(z.boolean().default(false), {
    title: 'Also for steps behind',
    description: 'All steps behind go by this target. Off: it only decides here how rows are divided.',
  });
}

export function seedParam(meta: Partial<ParamMeta> = {}) {
  return param(
    z
      .int()
      .min(0)
      .max(2 ** 31)
      .nullable()
      .default(null),
    {
      title: 'Seed',
      description: 'Equal seeds give equal results. Empty: made from the seed of the pipeline.',
      advanced: true,
      ...meta,
    },
  );
}

export function classWeightsParam() {
  return param(z.enum(['none', 'balanced']).default('none'), {
    title: 'Class weights',
    description: 'Balanced gives rare classes as much weight as frequent ones.',
    labels: { none: 'None', balanced: 'Balanced' },
    advanced: true,
  });
}

export function partParam(part: 'train' | 'validation' | 'test', description: string) {
  return param(z.enum(['test', 'validation', 'train']).default(part), {
    title: 'Part',
    description,
    labels: { test: 'Test', validation: 'Validation', train: 'Train' },
  });
}
