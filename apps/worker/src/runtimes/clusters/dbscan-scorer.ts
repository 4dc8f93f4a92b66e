import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { MeasuredBy, RowScorer, StoredModel } from '../model-runtime';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import { comparedScorer } from './compared-rows';
import { openSearch } from './search';

/** Core points among compared cells, row-major, and the cluster of each. */
export type DbscanModel = MeasuredBy & { distance: number; cells: Float64Array; labels: Int32Array };

const manifestSchema = z.object({ v: z.literal(1), distance: z.number().positive(), layout: blobLayoutSchema });

export function encodeDbscan({ distance, centre, factor, cells, labels }: DbscanModel): {
  json: JsonObject;
  weights: Uint8Array;
} {
  const { layout, blob } = packArrays({ centre, factor, cells, labels });
  return { json: { v: 1, distance, layout }, weights: blob };
}

/**
 * A scorer that answers with the first cluster that has a core point within the distance, or -1 for noise: on the train
 * rows what the fit found.
 */
export function loadDbscan(stored: StoredModel): RowScorer {
  const { distance, cells, labels, ...frame } = decodeDbscan(stored);
  const search = openSearch({ count: labels.length, width: stored.features.length, cells }, distance);
  return comparedScorer(stored.features, frame, (query) => {
    let first = -1;
    for (const point of search.near(query)) {
      const label = labels[point]!;
      if (first < 0 || label < first) first = label;
    }
    return first;
  });
}

export function decodeDbscan(stored: StoredModel): DbscanModel {
  const manifest = manifestSchema.safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'DBSCAN of version 1', cause: manifest.error });
  const { distance, layout } = manifest.data;
  const arrays = unpackArrays(layout, stored.weights);
  const model = {
    distance,
    centre: arrays.f64('centre'),
    factor: arrays.f64('factor'),
    cells: arrays.f64('cells'),
    labels: arrays.i32('labels'),
  };
  const width = stored.features.length;
  const found = [model.centre.length, model.factor.length, model.cells.length];
  const expected = [width, width, model.labels.length * width];
  if (found.some((length, at) => length !== expected[at]))
    throw damagedModel({ seen: `arrays of ${found.join(', ')} numbers`, expected: expected.join(', ') });
  return model;
}
