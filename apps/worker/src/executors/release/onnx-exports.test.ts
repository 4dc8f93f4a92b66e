import { type ModelManifest, modelManifestSchema } from '@millrace/pipeline-core/release';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import {
  baggingParamsSchema,
  baselineParamsSchema,
  bayesParamsSchema,
  dbscanParamsSchema,
  denseNetParamsSchema,
  type FeatureColumn,
  type FittedModel,
  forestParamsSchema,
  imageNetParamsSchema,
  isolationParamsSchema,
  kMeansParamsSchema,
  linearParamsSchema,
  logisticParamsSchema,
  type ModelFormat,
  neighboursParamsSchema,
  plainFitContext,
  runtimes,
  type TargetColumn,
  type TrainingRows,
} from '../../runtimes';
import { markedImages } from '../../runtimes/image-net/testing/marked-images';
import { loadScorer } from '../../runtimes/loaders';
import { openOnnx } from '../../runtimes/onnx/session';
import { exportableFormats, modelToOnnx } from '../../runtimes/onnx/to-onnx';
import { compareOnnx, type Parity } from './compare-onnx';

const rows = 300;
const context = plainFitContext({ seed: 1 });
type Kind = 'number' | 'two' | 'three';

function features(mixed: boolean): FeatureColumn[] {
  const random = createRandom(3);
  const numbers = (scale: number) => Float64Array.from({ length: rows }, () => scale * random.normal());
  const columns: FeatureColumn[] = [
    { name: 'income', kind: 'number', values: numbers(1e5) },
    { name: 'rate', kind: 'number', values: numbers(1) },
    { name: 'days since', kind: 'number', values: Float64Array.from({ length: rows }, () => random.int(40)) },
  ];
  if (!mixed) return columns;
  const cities = Array.from({ length: rows }, () => (random.int(9) === 0 ? null : `city ${random.int(5)}`));
  const gaps = Float64Array.from({ length: rows }, () => (random.int(5) === 0 ? Number.NaN : random.normal()));
  return [
    ...columns,
    { name: 'city', kind: 'category', values: cities },
    { name: 'gaps', kind: 'number', values: gaps },
  ];
}

function training(kind: Kind, mixed: boolean): TrainingRows {
  const columns = features(mixed);
  const random = createRandom(4);
  const [income, rate] = columns.map((column) => (column.kind === 'number' ? column.values : new Float64Array(rows)));
  const signal = Float64Array.from(
    { length: rows },
    (_, row) => income![row]! / 1e5 + rate![row]! + random.normal() / 3,
  );
  const names = kind === 'two' ? ['no', 'yes'] : ['low', 'middle', 'high'];
  const codes = Int32Array.from(signal, (value) => Math.min(names.length - 1, Math.max(0, Math.floor(value + 1))));
  // Large numbers: an error of float32 would be several units.
  const target: TargetColumn =
    kind === 'number'
      ? { kind: 'number', values: signal.map((value) => 2e5 + 1e5 * value) }
      : { kind: 'class', codes, classes: names };
  return { rows, features: columns, target };
}

type Fit = {
  kinds: Kind[];
  mixed?: boolean;
  fit(train: TrainingRows): Promise<FittedModel>;
  variants?: object[];
  rows?(kind: Kind): TrainingRows;
};
const all: Kind[] = ['number', 'two', 'three'];
const validation = null;

const fits: Partial<Record<ModelFormat, Fit[]>> = {
  baseline: [
    {
      kinds: all,
      mixed: true,
      fit: (train) => runtimes.baseline.fit({ params: baselineParamsSchema.parse({}), train, validation, context }),
    },
  ],
  linear: [
    {
      kinds: ['number'],
      fit: (train) => runtimes.linear.fit({ params: linearParamsSchema.parse({}), train, validation, context }),
    },
  ],
  logistic: [
    {
      kinds: ['two', 'three'],
      fit: (train) => runtimes.logistic.fit({ params: logisticParamsSchema.parse({}), train, validation, context }),
    },
  ],
  'tree-ensemble': [
    {
      kinds: all,
      mixed: true,
      fit: (train) =>
        runtimes['tree-ensemble'].fit({
          params: forestParamsSchema.parse({ rounds: 60, earlyStoppingRounds: 0, minRowsPerLeaf: 3 }),
          train,
          validation,
          context,
        }),
    },
  ],
  'random-forest': [
    {
      kinds: all,
      mixed: true,
      // An even number of whole trees: classes tie all the time.
      fit: (train) =>
        runtimes['random-forest'].fit({
          params: baggingParamsSchema.parse({ trees: 10, minRowsPerLeaf: 1 }),
          train,
          validation,
          context,
        }),
    },
  ],
  'decision-tree': [
    {
      kinds: all,
      mixed: true,
      fit: (train) =>
        runtimes['decision-tree'].fit({
          params: baggingParamsSchema.parse({ trees: 1, drawnShare: 0, columnShare: 1 }),
          train,
          validation,
          context,
        }),
    },
  ],
  'naive-bayes': (['gaussian', 'bernoulli', 'multinomial'] as const).map((numbers) => ({
    kinds: ['two', 'three'] as Kind[],
    mixed: true,
    fit: (train) =>
      runtimes['naive-bayes'].fit({
        params: bayesParamsSchema.parse({ numbers }),
        train: numbers === 'multinomial' ? { ...train, features: train.features.map(asCount) } : train,
        validation,
        context,
      }),
  })),
  neighbours: [
    { votes: 'uniform', metric: 'euclidean' },
    { votes: 'distance', metric: 'manhattan' },
    { votes: 'distance', metric: 'euclidean', neighbours: 4 },
  ].map((params) => ({
    kinds: all,
    fit: (train) =>
      runtimes.neighbours.fit({ params: neighboursParamsSchema.parse(params), train, validation, context }),
  })),
  'k-means': [
    {
      kinds: ['number'],
      fit: (train) => runtimes['k-means'].fit({ params: kMeansParamsSchema.parse({ clusters: 4 }), train, context }),
    },
  ],
  dbscan: [0.4, 0.8].map((distance) => ({
    kinds: ['number'] as Kind[],
    fit: (train) => runtimes.dbscan.fit({ params: dbscanParamsSchema.parse({ distance }), train, context }),
  })),
  'isolation-forest': [
    {
      kinds: ['number'],
      fit: (train) =>
        runtimes['isolation-forest'].fit({ params: isolationParamsSchema.parse({ trees: 30 }), train, context }),
    },
  ],
  'dense-net': [
    {
      kinds: all,
      fit: (train) =>
        runtimes['dense-net'].fit({
          params: denseNetParamsSchema.parse({ width: 16, epochs: 3 }),
          train,
          validation,
          context,
        }),
    },
  ],
  'image-net': [
    { kinds: all, rows: (target) => markedImages({ rows, size: 5, channels: 3, target }), fit: fitImages },
    { kinds: ['two'], rows: (target) => pixelsOf(markedImages({ rows, size: 4, target })), fit: fitImages },
  ],
};

function fitImages(train: TrainingRows): Promise<FittedModel> {
  const params = imageNetParamsSchema.parse({ blocks: 3, filters: 3, width: 5, epochs: 2 });
  return runtimes['image-net'].fit({ params, train, validation, context });
}

/** The same images with a column for each pixel. */
function pixelsOf(train: TrainingRows): TrainingRows {
  const [image] = train.features;
  if (image?.kind !== 'vector') throw new Error('images are vectors');
  const pixel = (at: number) => Float64Array.from({ length: rows }, (_, row) => image.values[row * image.width + at]!);
  const names = Array.from({ length: image.width }, (_, at) => `p${at}`);
  return { ...train, features: names.map((name, at) => ({ name, kind: 'number', values: pixel(at) })) };
}

function asCount(column: FeatureColumn): FeatureColumn {
  return column.kind === 'number'
    ? { ...column, values: column.values.map((value) => Math.abs(Math.round(value))) }
    : column;
}

function manifestOf(model: FittedModel): ModelManifest {
  return modelManifestSchema.parse({
    v: 1,
    task: model.task,
    format: model.format,
    trainer: { type: 't', title: 'T', params: {}, seed: 1 },
    target: 'y',
    ...(model.classes === undefined ? {} : { classes: model.classes }),
    ...(model.task === 'binary' ? { positive: model.classes?.[1] } : {}),
    features: model.features,
    plan: { v: 1, expressionVersion: 1, source: [], nodes: [] },
    featureSetId: 'f',
    signature: { inputs: [], outputs: [] },
    trainedOn: { rows, validationRows: 0 },
    batches: [],
    seconds: 0,
    importance: [],
    curve: [],
    summary: {},
  });
}

/** The rows a model was made from, and the same with cells that nobody had then. */
async function prove(model: FittedModel, train: TrainingRows): Promise<Parity[]> {
  const session = await openOnnx(modelToOnnx(model));
  const scorer = await loadScorer(model);
  const odd = train.features.map(oddCells);
  try {
    return await Promise.all(
      [train.features, odd].map(async (columns) => {
        const ours = await scorer.scoreBlock(columns, rows);
        return compareOnnx(session, { manifest: manifestOf(model), columns, rows, ours });
      }),
    );
  } finally {
    await session.close();
  }
}

function oddCells(column: FeatureColumn): FeatureColumn {
  if (column.kind === 'category')
    return {
      ...column,
      values: column.values.map((value, row) => (row % 6 === 0 ? 'never seen' : row % 7 === 0 ? null : value)),
    };
  if (column.kind === 'vector')
    return { ...column, values: column.values.map((value, at) => (at % 97 === 0 ? Number.NaN : value)) };
  if (column.kind !== 'number') return column;
  const cells = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e300];
  return { ...column, values: column.values.map((value, row) => (row % 11 < 5 ? (cells[row % 11] ?? value) : value)) };
}

describe('every model that has a form in ONNX', () => {
  it('is tried here', () => {
    expect(Object.keys(fits).sort()).toEqual(exportableFormats().sort());
  });

  const tried = Object.entries(fits).flatMap(([format, variants]) =>
    variants.flatMap(({ kinds, mixed = false, fit, rows: made }, at) =>
      kinds.map((kind) => ({ format, at, kind, fit, train: () => made?.(kind) ?? training(kind, mixed) })),
    ),
  );
  it.each(tried)('$format $at, $kind: ONNX Runtime gives our answers', async ({ fit, train: rowsOf }) => {
    const train = rowsOf();
    const model = await fit(train);
    for (const parity of await prove(model, train)) {
      expect(parity).toMatchObject({ rows, otherLabels: [], tooFar: [] });
      // Far below what is asked: everything but cuts is computed in doubles.
      expect(parity.maxDifference).toBeLessThan(1e-9);
    }
  });
});
