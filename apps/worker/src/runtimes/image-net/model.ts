import type { JsonObject } from '@millrace/pipeline-core/json';
import { outputWidth } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import type { ChannelScale, TargetScale } from './image-rows';
import { type ImageShape, imageShape } from './shape';

const side = z.number().int().min(1).max(4096);
const factsSchema = z.object({
  v: z.literal(1),
  image: z.object({ height: side, width: side, channels: z.union([z.literal(1), z.literal(3)]) }),
  /** Patterns of each convolution; cells of the dense layer behind them. */
  filters: z.array(z.number().int().min(1).max(65_536)).min(1).max(16),
  width: z.number().int().min(1).max(65_536),
  /** How a target of numbers was standardised; null for classes. */
  target: z.object({ mean: z.number(), scale: z.number() }).nullable(),
  layout: blobLayoutSchema,
});

export type ImageNetModel = ChannelScale & { target: TargetScale; shape: ImageShape; parameters: Float32Array };

export function encodeImageNet(model: ImageNetModel): { json: JsonObject; weights: Uint8Array } {
  const { target, centre, factor, shape, parameters } = model;
  const { layout, blob } = packArrays({ centre, factor, parameters });
  const filters = shape.convolutions.map(({ outputs }) => outputs);
  return { json: { v: 1, image: shape.image, filters, width: shape.hidden.outputs, target, layout }, weights: blob };
}

/** Sums of the last layer: two classes share one. */
export function lastWidth({ task, classes }: Pick<StoredModel, 'task' | 'classes'>): number {
  return task === 'binary' ? 1 : outputWidth(task, classes?.length ?? 0);
}

/** Throws `model-damaged` unless the arrays fit the features and the layers. */
export function decodeImageNet(stored: StoredModel): ImageNetModel {
  const facts = factsSchema.safeParse(stored.json);
  if (!facts.success)
    throw damagedModel({ seen: 'another manifest', expected: 'an image net of version 1', cause: facts.error });
  const { image, filters, width, target, layout } = facts.data;
  const arrays = unpackArrays(layout, stored.weights);
  const shape = imageShape({ image, filters, width, outputs: lastWidth(stored) });
  const [centre, factor, parameters] = [arrays.f64('centre'), arrays.f64('factor'), arrays.f32('parameters')];
  const found = [centre.length, factor.length, parameters.length, numbersOfSpecs(stored)];
  const expected = [image.channels, image.channels, shape.parameters, image.height * image.width * image.channels];
  if (found.some((length, at) => length !== expected[at]))
    throw damagedModel({ seen: `arrays of ${found.join(', ')} numbers`, expected: expected.join(', ') });
  if ((target === null) !== (stored.task !== 'regression'))
    throw damagedModel({ seen: `a net for ${stored.task}`, expected: 'the scale of its target, for numbers only' });
  return { target, centre, factor, shape, parameters };
}

function numbersOfSpecs({ features }: StoredModel): number {
  return features.reduce((sum, feature) => sum + (feature.kind === 'vector' ? feature.width : 1), 0);
}
