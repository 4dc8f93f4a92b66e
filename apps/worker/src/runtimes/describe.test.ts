import { describe, expect, it } from 'vitest';
import {
  arimaParamsSchema,
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
  neighboursParamsSchema,
  plainFitContext,
  recommenderParamsSchema,
  runtimes,
  smoothingParamsSchema,
  type TargetColumn,
  type TrainingRows,
  textLinearParamsSchema,
  textNetParamsSchema,
} from './index';

const rows = 60;
const context = plainFitContext({ seed: 1 });
const numbers: TargetColumn = { kind: 'number', values: Float64Array.from({ length: rows }, (_, row) => row % 7) };
const classes = (names: string[]): TargetColumn => ({
  kind: 'class',
  codes: Int32Array.from({ length: rows }, (_, row) => row % names.length),
  classes: names,
});
const plain: FeatureColumn = {
  name: 'x',
  kind: 'number',
  values: Float64Array.from({ length: rows }, (_, row) => row % 9),
};
const gaps: FeatureColumn = {
  name: 'gaps',
  kind: 'number',
  values: Float64Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? Number.NaN : row)),
};
const words: FeatureColumn = {
  name: 'note',
  kind: 'text',
  values: Array.from({ length: rows }, (_, row) => `word${row % 7} and more`),
};
const wordsWithGaps: FeatureColumn = {
  name: 'other note',
  kind: 'text',
  values: Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? null : `word${row % 7}`)),
};
const category: FeatureColumn = {
  name: 'city',
  kind: 'category',
  values: Array.from({ length: rows }, (_, row) => `city ${row % 3}`),
};

type Fit = (train: TrainingRows) => Promise<FittedModel>;

const fits: Record<keyof typeof runtimes, Fit> = {
  baseline: (train) =>
    runtimes.baseline.fit({ params: baselineParamsSchema.parse({}), train, validation: null, context }),
  linear: (train) => runtimes.linear.fit({ params: linearParamsSchema.parse({}), train, validation: null, context }),
  logistic: (train) =>
    runtimes.logistic.fit({ params: logisticParamsSchema.parse({}), train, validation: null, context }),
  'tree-ensemble': (train) => {
    const params = forestParamsSchema.parse({ rounds: 3, earlyStoppingRounds: 0 });
    return runtimes['tree-ensemble'].fit({ params, train, validation: null, context });
  },
  'random-forest': (train) => {
    const params = baggingParamsSchema.parse({ trees: 3 });
    return runtimes['random-forest'].fit({ params, train, validation: null, context });
  },
  'decision-tree': (train) => {
    const params = baggingParamsSchema.parse({ trees: 1, drawnShare: 0, columnShare: 1 });
    return runtimes['decision-tree'].fit({ params, train, validation: null, context });
  },
  'naive-bayes': (train) =>
    runtimes['naive-bayes'].fit({ params: bayesParamsSchema.parse({}), train, validation: null, context }),
  neighbours: (train) =>
    runtimes.neighbours.fit({ params: neighboursParamsSchema.parse({}), train, validation: null, context }),
  'k-means': (train) => runtimes['k-means'].fit({ params: kMeansParamsSchema.parse({}), train, context }),
  dbscan: (train) => runtimes.dbscan.fit({ params: dbscanParamsSchema.parse({}), train, context }),
  'isolation-forest': (train) =>
    runtimes['isolation-forest'].fit({ params: isolationParamsSchema.parse({ trees: 5 }), train, context }),
  'text-linear': (train) =>
    runtimes['text-linear'].fit({ params: textLinearParamsSchema.parse({}), train, validation: null, context }),
  'exponential-smoothing': (train) => {
    const params = smoothingParamsSchema.parse({});
    return runtimes['exponential-smoothing'].fit({ params, train, validation: null, context });
  },
  arima: (train) => runtimes.arima.fit({ params: arimaParamsSchema.parse({}), train, validation: null, context }),
  'dense-net': (train) =>
    runtimes['dense-net'].fit({ params: denseNetParamsSchema.parse({ epochs: 2 }), train, validation: null, context }),
  recommender: (train) => {
    // Who and what: the first column and the last.
    const features = [train.features[0], train.features.at(-1)].flatMap((column) => column ?? []);
    return runtimes.recommender.fit({
      params: recommenderParamsSchema.parse({ factors: 2, iterations: 2 }),
      train: { rows: train.rows, features },
      context,
    });
  },
  'text-net': (train) => {
    const params = textNetParamsSchema.parse({ dimensions: 4, width: 4, epochs: 1, characters: 0 });
    return runtimes['text-net'].fit({ params, train, validation: null, context });
  },
  'image-net': ({ features, ...train }) => {
    // Of nine pixels, the given ones first.
    const pixels = [...features, ...Array.from({ length: 9 }, (_, at) => ({ ...plain, name: `p${at}` }))].slice(0, 9);
    const params = imageNetParamsSchema.parse({ blocks: 1, filters: 2, width: 2, epochs: 1 });
    return runtimes['image-net'].fit({ params, train: { ...train, features: pixels }, validation: null, context });
  },
};
const formats: (keyof typeof runtimes)[] = [
  'baseline',
  'linear',
  'logistic',
  'tree-ensemble',
  'random-forest',
  'decision-tree',
  'naive-bayes',
  'neighbours',
  'k-means',
  'dbscan',
  'isolation-forest',
  'text-linear',
  'exponential-smoothing',
  'arima',
  'dense-net',
  'recommender',
  'image-net',
  'text-net',
];
const targets: readonly TargetColumn[] = [numbers, classes(['no', 'yes']), classes(['a', 'b', 'c'])];

async function works(fit: Promise<FittedModel>): Promise<FittedModel | null> {
  return fit.catch(() => null);
}

describe('what a runtime says of itself', () => {
  it('covers every runtime', () => {
    expect(formats).toEqual(Object.keys(runtimes));
  });

  it.each(formats)('holds for %s: tasks and features', async (format) => {
    const facts = runtimes[format].describe();
    expect(facts.format).toBe(format);
    const base = facts.reads.numbers ? plain : words;
    const fitted = await Promise.all(targets.map((target) => works(fits[format]({ rows, features: [base], target }))));
    const tasks = fitted.flatMap((model) => (model === null ? [] : [model.task]));
    expect(new Set(tasks)).toEqual(new Set(facts.tasks));
    const target = targets[fitted.findIndex((model) => model !== null)] ?? numbers;
    const reads = async (feature: FeatureColumn) =>
      (await works(fits[format]({ rows, features: [base, feature], target }))) !== null;
    expect(await reads(category)).toBe(facts.reads.categories);
    expect(await reads(facts.reads.numbers ? gaps : wordsWithGaps)).toBe(facts.reads.missing);
    // What every model must beat takes whatever comes; that it would also take texts is not worth saying.
    if (format !== 'baseline') expect(await reads(words)).toBe(facts.reads.text ?? false);
  });
});
