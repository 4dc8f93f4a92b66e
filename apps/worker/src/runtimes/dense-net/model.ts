import type { JsonObject } from '@millrace/pipeline-core/json';
import { outputWidth } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import { type Shape, shapeOf } from './shape';

const factsSchema = z.object({
  v: z.literal(1),
  hidden: z.array(z.number().int().positive()),
  /** How a target of numbers was standardised; null for classes. */
  target: z.object({ mean: z.number(), scale: z.number() }).nullable(),
  layout: blobLayoutSchema,
});

/** A net with how its columns are standardised: (cell - centre) x factor. */
export type DenseNetModel = {
  hidden: readonly number[];
  target: { mean: number; scale: number } | null;
  centre: Float64Array;
  factor: Float64Array;
  shape: Shape;
  parameters: Float32Array;
};

export function encodeDenseNet(model: Omit<DenseNetModel, 'shape'>): { json: JsonObject; weights: Uint8Array } {
  const { hidden, target, centre, factor, parameters } = model;
  const { layout, blob } = packArrays({ centre, factor, parameters });
  return { json: { v: 1, hidden: [...hidden], target, layout }, weights: blob };
}

/** Sums of the last layer: two classes share one. */
export function lastWidth({ task, classes }: Pick<StoredModel, 'task' | 'classes'>): number {
  return task === 'binary' ? 1 : outputWidth(task, classes?.length ?? 0);
}

/** Throws `model-damaged` unless the arrays fit the features and the layers. */
export function decodeDenseNet(stored: StoredModel): DenseNetModel {
  const manifest = factsSchema.safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'a net of version 1', cause: manifest.error });
  const { hidden, target, layout } = manifest.data;
  const arrays = unpackArrays(layout, stored.weights);
  const width = stored.features.length;
  const shape = shapeOf([width, ...hidden, lastWidth(stored)]);
  const [centre, factor, parameters] = [arrays.f64('centre'), arrays.f64('factor'), arrays.f32('parameters')];
  const found = [centre.length, factor.length, parameters.length];
  const expected = [width, width, shape.parameters];
  if (found.some((length, at) => length !== expected[at]))
    throw damagedModel({ seen: `arrays of ${found.join(', ')} numbers`, expected: expected.join(', ') });
  if ((target === null) !== (stored.task !== 'regression'))
    throw damagedModel({ seen: `a net for ${stored.task}`, expected: 'the scale of its target, for numbers only' });
  return { hidden, target, centre, factor, shape, parameters };
}
