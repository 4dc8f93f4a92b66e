import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import { numberModels } from './params';

/**
 * Log probabilities by class. A number has two constants per class: mean and variance (gaussian), the logarithm of a
 * count's share and 0 (multinomial), those of being there and of not being there (bernoulli). A category has a table of
 * logarithms, level after level.
 */
export type BayesModel = {
  numbers: (typeof numberModels)[number];
  classes: number;
  /** Logarithms of the classes' shares. */
  priors: Float64Array;
  /** [number feature * classes + class], number features in their order. */
  first: Float64Array;
  second: Float64Array;
  /** Tables of the category features one after the other, each [level * classes + class]. */
  tables: Float64Array;
};

const manifestSchema = z.object({ v: z.literal(1), numbers: z.enum(numberModels), layout: blobLayoutSchema });

export function encodeBayes(model: BayesModel): { json: JsonObject; weights: Uint8Array } {
  const { priors, first, second, tables } = model;
  const { layout, blob } = packArrays({ priors, first, second, tables });
  return { json: { v: 1, numbers: model.numbers, layout }, weights: blob };
}

/** Throws `model-damaged` unless the arrays fit the features and the classes. */
export function decodeBayes(stored: StoredModel): BayesModel {
  const manifest = manifestSchema.safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'naive Bayes of version 1', cause: manifest.error });
  const arrays = unpackArrays(manifest.data.layout, stored.weights);
  const [priors, first, second, tables] = [
    arrays.f64('priors'),
    arrays.f64('first'),
    arrays.f64('second'),
    arrays.f64('tables'),
  ];
  const classes = stored.classes?.length ?? 0;
  const other = stored.features.find(({ kind }) => kind !== 'number' && kind !== 'category');
  if (other !== undefined)
    throw damagedModel({ seen: `a ${other.kind} feature "${other.name}"`, expected: 'numbers and categories' });
  const numbers = stored.features.filter(({ kind }) => kind === 'number').length;
  const levels = stored.features.reduce((sum, spec) => sum + (spec.kind === 'category' ? spec.levels.length : 0), 0);
  const found = [priors.length, first.length, second.length, tables.length];
  const expected = [classes, numbers * classes, numbers * classes, levels * classes];
  if (classes < 2 || found.some((length, at) => length !== expected[at])) {
    throw damagedModel({ seen: `arrays of ${found.join(', ')} numbers`, expected: expected.join(', ') });
  }
  return { numbers: manifest.data.numbers, classes, priors, first, second, tables };
}
