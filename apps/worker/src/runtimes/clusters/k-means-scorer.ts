import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { MeasuredBy, RowScorer, StoredModel } from '../model-runtime';
import { findAmongAll } from '../neighbours/find-all';
import { Nearest } from '../neighbours/nearest';
import type { Points } from '../neighbours/points';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import { comparedScorer } from './compared-rows';

/** Centres of clusters among compared cells, `width` numbers each. */
export type KMeansModel = MeasuredBy & { clusters: number; centres: Float64Array };

const manifestSchema = z.object({
  v: z.literal(1),
  clusters: z.number().int().positive(),
  layout: blobLayoutSchema,
});

export function encodeKMeans({ clusters, centre, factor, centres }: KMeansModel): {
  json: JsonObject;
  weights: Uint8Array;
} {
  const { layout, blob } = packArrays({ centre, factor, centres });
  return { json: { v: 1, clusters, layout }, weights: blob };
}

/** A scorer that answers with the number of the nearest cluster, from 0 on; the lower one of equally near ones. */
export function loadKMeans(stored: StoredModel): RowScorer {
  const { clusters, centres, ...frame } = decodeKMeans(stored);
  const points: Points = {
    width: stored.features.length,
    count: clusters,
    cells: centres,
    rows: Int32Array.from({ length: clusters }, (_, cluster) => cluster),
  };
  const nearest = new Nearest(1);
  const options = { found: nearest, metric: 'euclidean' as const };
  return comparedScorer(stored.features, frame, (query) => {
    nearest.clear();
    findAmongAll(points, query, options);
    return nearest.rows[0]!;
  });
}

export function decodeKMeans(stored: StoredModel): KMeansModel {
  const manifest = manifestSchema.safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'k-means of version 1', cause: manifest.error });
  const { clusters, layout } = manifest.data;
  const arrays = unpackArrays(layout, stored.weights);
  const model = {
    clusters,
    centre: arrays.f64('centre'),
    factor: arrays.f64('factor'),
    centres: arrays.f64('centres'),
  };
  const width = stored.features.length;
  const found = [model.centre.length, model.factor.length, model.centres.length];
  const expected = [width, width, clusters * width];
  if (found.some((length, at) => length !== expected[at]))
    throw damagedModel({ seen: `arrays of ${found.join(', ')} numbers`, expected: expected.join(', ') });
  return model;
}
