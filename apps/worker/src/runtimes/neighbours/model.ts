import type { JsonObject } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type { StoredModel } from '../model-runtime';
import { type BlobReader, blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import { neighbourMetrics, neighbourVotes } from './params';

const factsSchema = z.object({
  v: z.literal(1),
  neighbours: z.number().int().positive(),
  votes: z.enum(neighbourVotes),
  metric: z.enum(neighbourMetrics),
});

/** The train rows as they are compared: (cell - centre) x factor, row-major, with what each of them answers. */
export type NeighboursModel = Omit<z.output<typeof factsSchema>, 'v'> & {
  width: number;
  rows: number;
  centre: Float64Array;
  factor: Float64Array;
  cells: Float64Array;
  answers: { kind: 'class'; codes: Int32Array } | { kind: 'number'; values: Float64Array };
  /** Weight of each row; null: all weigh 1. */
  weights: Float64Array | null;
};

export function encodeNeighbours(model: NeighboursModel): { json: JsonObject; weights: Uint8Array } {
  const { answers, centre, factor, cells, weights, neighbours, votes, metric } = model;
  const { layout, blob } = packArrays({
    centre,
    factor,
    cells,
    answers: answers.kind === 'class' ? answers.codes : answers.values,
    ...(weights === null ? {} : { weights }),
  });
  return { json: { v: 1, neighbours, votes, metric, layout }, weights: blob };
}

/** Throws `model-damaged` unless the arrays fit the features and each other. */
export function decodeNeighbours(stored: StoredModel): NeighboursModel {
  const manifest = factsSchema.extend({ layout: blobLayoutSchema }).safeParse(stored.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'neighbours of version 1', cause: manifest.error });
  const { layout, neighbours, votes, metric } = manifest.data;
  const arrays = unpackArrays(layout, stored.weights);
  const width = stored.features.length;
  const answers = answersOf(stored, arrays);
  const rows = answers.kind === 'class' ? answers.codes.length : answers.values.length;
  const weights = layout.some(({ name }) => name === 'weights') ? arrays.f64('weights') : null;
  const [centre, factor, cells] = [arrays.f64('centre'), arrays.f64('factor'), arrays.f64('cells')];
  const found = [centre.length, factor.length, cells.length, weights?.length ?? rows];
  const expected = [width, width, rows * width, rows];
  if (rows === 0 || found.some((length, at) => length !== expected[at]))
    throw damagedModel({ seen: `arrays of ${found.join(', ')} numbers`, expected: expected.join(', ') });
  return { neighbours, votes, metric, width, rows, centre, factor, cells, answers, weights };
}

function answersOf({ task, classes = [] }: StoredModel, arrays: BlobReader): NeighboursModel['answers'] {
  if (task === 'regression') return { kind: 'number', values: arrays.f64('answers') };
  const codes = arrays.i32('answers');
  const strange = codes.find((code) => code < 0 || code >= classes.length);
  if (strange !== undefined) throw damagedModel({ seen: `class ${strange}`, expected: `one of ${classes.length}` });
  return { kind: 'class', codes };
}
