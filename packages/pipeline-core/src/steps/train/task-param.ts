import { z } from 'zod';
import { type ParamMeta, param } from '../param';

export function taskParam(meta: Partial<ParamMeta> = {}) {
  return param(z.enum(['auto', 'classification', 'regression']).default('auto'), {
    title: 'Predicts',
    description: 'Automatic: classes for texts, booleans and few different whole numbers, else a number.',
    labels: { auto: 'Automatic', classification: 'A class', regression: 'A number' },
    ...meta,
  });
}
