import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import { partCodes } from '../split/part-sizes';
import { createResampler } from './bootstrap';
import {
  bootstrapIntervals,
  comparePredictions,
  evaluatePredictions,
  evaluationSchema,
  type PredictionSet,
  prepareMetrics,
  rowsInWords,
  thinCurve,
} from './index';

/** Rows whose score carries `signal` about the label. */
function binarySet(options: {
  rows: number;
  signal: number;
  seed: number;
}): Extract<PredictionSet, { task: 'binary' | 'multiclass' }> {
  const random = createRandom(options.seed);
  const actual = Int32Array.from({ length: options.rows }, (_, row) => (row % 3 === 0 ? 1 : 0));
  const predicted = new Float64Array(options.rows * 2);
  actual.forEach((label, row) => {
    const p = 1 / (1 + Math.exp(-(options.signal * (label - 0.5) + random.normal())));
    predicted.set([1 - p, p], row * 2);
  });
  return { task: 'binary', actual, predicted, classes: ['no', 'yes'] };
}

describe('rows that are not split', () => {
  it('are told from a test part: all of them are judged, also those that the model learned from', () => {
    const predictions = binarySet({ rows: 60, signal: 1, seed: 1 });
    const judged = (assigned: number[] | null) =>
      evaluatePredictions({ target: 'left', predictions, assigned, seed: 1, resamples: 0 });
    expect(rowsInWords(judged(null))).toBe('rows that are not split');
    const split = judged(Array.from({ length: 60 }, (_, row) => (row % 2 === 0 ? partCodes.train : partCodes.test)));
    expect([split.unsplit, rowsInWords(split)]).toEqual([undefined, 'test rows']);
  });
});

describe('weighted metrics', () => {
  it('treat a weight like repeated rows', () => {
    const set = binarySet({ rows: 60, signal: 1, seed: 1 });
    const weights = Uint32Array.from({ length: 60 }, (_, row) => row % 4);
    const repeated: number[] = [];
    weights.forEach((weight, row) => {
      for (let i = 0; i < weight; i++) repeated.push(row);
    });
    const copy: PredictionSet = {
      ...set,
      actual: Int32Array.from(repeated, (row) => set.actual[row]!),
      predicted: Float64Array.from(repeated.flatMap((row) => [set.predicted[row * 2]!, set.predicted[row * 2 + 1]!])),
    };
    const regression = (s: typeof set): PredictionSet => ({
      task: 'regression',
      actual: Float64Array.from(s.actual, (code) => code + 1),
      predicted: Float64Array.from({ length: s.actual.length }, (_, row) => s.predicted[row * 2]!),
    });
    for (const view of [
      (s: PredictionSet) => s,
      (s: PredictionSet): PredictionSet => ({ ...s, task: 'multiclass' }) as PredictionSet,
      (s: PredictionSet) => regression(s as typeof set),
    ]) {
      const weighted = prepareMetrics(view(set)).evaluate(weights);
      const plain = prepareMetrics(view(copy)).evaluate(null);
      expect(Object.keys(weighted)).toEqual(Object.keys(plain));
      for (const [name, value] of Object.entries(plain)) expect(weighted[name], name).toBeCloseTo(value!, 10);
    }
  });
});

describe('bootstrap', () => {
  it('repeats per seed and has about the textbook width for accuracy', () => {
    const metrics = prepareMetrics(binarySet({ rows: 900, signal: 2, seed: 2 }));
    const intervals = bootstrapIntervals(metrics, { seed: 5, resamples: 400 });
    expect(bootstrapIntervals(metrics, { seed: 5, resamples: 400 })).toEqual(intervals);
    const accuracy = metrics.evaluate(null).accuracy!;
    const [low, high] = intervals.accuracy!;
    expect(low < accuracy && accuracy < high).toBe(true);
    const textbook = 2 * 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / 900);
    expect((high - low) / textbook).toBeGreaterThan(0.8);
    expect((high - low) / textbook).toBeLessThan(1.2);
  });

  it('gives a model that answers one class alone the spread that its accuracy has', () => {
    // 77 % of 60 rows are "no": the F1 of "no" is 2 * 0.77 / 1.77, that of "yes" is 0.
    const actual = Int32Array.from({ length: 60 }, (_, row) => (row < 46 ? 0 : 1));
    const predicted = Float64Array.from({ length: 120 }, (_, at) => (at % 2 === 0 ? 0.77 : 0.23));
    for (const task of ['binary', 'multiclass'] as const) {
      const metrics = prepareMetrics({ task, actual, predicted, classes: ['no', 'yes'] });
      const intervals = bootstrapIntervals(metrics, { seed: 5, resamples: 2000 });
      const [low, high] = intervals.accuracy!;
      const share = 46 / 60;
      // The textbook interval of a share, within a fifth.
      const textbook = 2 * 1.96 * Math.sqrt((share * (1 - share)) / 60);
      expect(Math.abs((high - low) / textbook - 1)).toBeLessThan(0.2);
      expect(low < share && share < high).toBe(true);
      expect(intervals.logLoss![1] - intervals.logLoss![0]).toBeGreaterThan(0.1);
      // Equal scores have an AUC of 0.5 on any rows: there is no spread to tell.
      expect(Object.keys(intervals)).not.toContain('auc');
      expect(Object.keys(intervals)).not.toContain('balancedAccuracy');
    }
    const { f1Macro } = bootstrapIntervals(
      prepareMetrics({ task: 'multiclass', actual, predicted, classes: ['no', 'yes'] }),
      { seed: 5, resamples: 2000 },
    );
    // 39 to 52 of 60 rows are "no" in 95 % of all draws (binomial), and so F1 over both classes is 39 / 99 to 52 / 112.
    expect(f1Macro!.map((bound) => Math.round(bound * 1000) / 1000)).toEqual([0.394, 0.464]);
  });

  it('keeps figures over all classes defined where a class has one row', () => {
    const actual = Int32Array.from({ length: 30 }, (_, row) => (row === 0 ? 2 : row % 2));
    const random = createRandom(9);
    const predicted = Float64Array.from({ length: 90 }, () => random.next());
    const metrics = prepareMetrics({ task: 'multiclass', actual, predicted, classes: ['a', 'b', 'c'] });
    const counts = new Uint32Array(30);
    const draw = createResampler({ rows: 30, classes: metrics.classes, seed: 3 });
    for (let resample = 0; resample < 200; resample++) {
      draw(counts);
      expect(counts[0]).toBeGreaterThanOrEqual(1);
      expect(metrics.evaluate(counts).auc).not.toBeNull();
    }
  });

  it('gives a model without an error no interval: these rows do not show how far off it is', () => {
    const actual = Int32Array.from({ length: 20 }, (_, row) => row % 2);
    const predicted = Float64Array.from({ length: 40 }, (_, at) => (actual[at >> 1] === at % 2 ? 0.9 : 0.1));
    const metrics = prepareMetrics({ task: 'binary', actual, predicted, classes: ['no', 'yes'] });
    expect(metrics.evaluate(null).accuracy).toBe(1);
    expect(bootstrapIntervals(metrics, { seed: 1, resamples: 200 }).accuracy).toBeUndefined();
  });

  it('calls equal models a tie and a better one better', () => {
    const good = binarySet({ rows: 600, signal: 3, seed: 3 });
    const alike = { ...good, predicted: good.predicted.map((p) => p) };
    const poor = binarySet({ rows: 600, signal: 0.5, seed: 4 });
    expect(comparePredictions({ a: good, b: alike, metric: 'auc', seed: 1, resamples: 200 })).toEqual({
      difference: 0,
      interval: [0, 0],
      p: 1,
      tie: true,
    });
    const gap = comparePredictions({ a: good, b: poor, metric: 'auc', seed: 1, resamples: 200 });
    expect(gap.tie).toBe(false);
    expect(gap.interval![0]).toBeGreaterThan(0);
    expect(gap.p).toBeLessThan(1e-6);
  });
});

describe('evaluatePredictions', () => {
  it('judges the test part, leaves out unknown rows and stays small', () => {
    const set = binarySet({ rows: 20_000, signal: 2, seed: 6 });
    set.actual[0] = -1;
    const assigned = Uint8Array.from({ length: 20_000 }, (_, row) => (row % 10 === 0 ? 2 : row % 10 === 1 ? 1 : 0));
    const evaluation = evaluatePredictions({ target: 'churn', predictions: set, assigned, seed: 1, resamples: 200 });
    expect(evaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
    expect(evaluation.part).toBe('test');
    expect(evaluation.parts.test.rows).toBe(1999);
    expect(Object.keys(evaluation.parts.train.intervals)).toEqual([]);
    expect(evaluation.positive).toBe('yes');
    expect(evaluation.curves.roc!.fpr.length).toBeLessThanOrEqual(200);
    expect(evaluation.curves.confusion!.counts.flat().reduce((a, b) => a + b)).toBe(1999);
    expect(JSON.stringify(evaluation).length).toBeLessThan(60_000);
  });

  it('judges the other class when it is the positive one', () => {
    const set = binarySet({ rows: 300, signal: 2, seed: 7 });
    const judge = (positive: number) =>
      evaluatePredictions({ target: 't', predictions: { ...set, positive }, assigned: null, seed: 1, resamples: 0 });
    expect(judge(0).parts.test.metrics.auc).toBeCloseTo(judge(1).parts.test.metrics.auc!, 12);
    expect(judge(0).positive).toBe('no');
    expect(judge(0).curves.confusion).toEqual(judge(1).curves.confusion);
  });

  it('stays small with 300 classes and merges the rare ones', () => {
    const random = createRandom(8);
    const rows = 900;
    const classes = Array.from({ length: 300 }, (_, k) => `intent number ${k}`);
    const actual = Int32Array.from({ length: rows }, () => random.int(300));
    const predicted = Float64Array.from({ length: rows * 300 }, () => random.next());
    const evaluation = evaluatePredictions({
      target: 'intent',
      predictions: { task: 'multiclass', actual, predicted, classes },
      assigned: null,
      seed: 1,
      resamples: 20,
    });
    expect(evaluation.curves.confusion!.classes).toHaveLength(50);
    expect(evaluation.curves.confusion!.classes.at(-1)).toBe('251 other classes');
    expect(evaluation.curves.confusion!.counts.flat().reduce((a, b) => a + b)).toBe(rows);
    expect(JSON.stringify(evaluation).length).toBeLessThan(60_000);
  });

  it('summarises residuals', () => {
    const random = createRandom(9);
    const actual = Float64Array.from({ length: 2000 }, () => random.normal() * 10);
    const predicted = actual.map((value) => value + random.normal());
    const evaluation = evaluatePredictions({
      target: 'y',
      predictions: { task: 'regression', actual, predicted },
      assigned: null,
      seed: 1,
      resamples: 200,
    });
    const residuals = evaluation.curves.residuals!;
    expect(residuals.sample).toHaveLength(500);
    expect(residuals.histogram.counts.reduce((a, b) => a + b)).toBe(2000);
    expect(evaluation.parts.test.metrics.r2).toBeGreaterThan(0.98);
    expect(evaluationSchema.parse(evaluation)).toEqual(evaluation);
  });

  it('answers with no rows at all', () => {
    const none: PredictionSet = {
      task: 'regression',
      actual: new Float64Array(3).fill(Number.NaN),
      predicted: new Float64Array(3),
    };
    expect(evaluatePredictions({ target: 'y', predictions: none, assigned: null, seed: 1 }).parts.test).toEqual({
      rows: 0,
      metrics: {},
      intervals: {},
    });
  });
});

describe('thinCurve', () => {
  it('keeps the ends and the shape', () => {
    const x = Array.from({ length: 5000 }, (_, i) => i / 4999);
    const y = x.map((value) => Math.min(1, value * 50));
    const keep = thinCurve(x, y, 200);
    expect(keep.length).toBeLessThanOrEqual(200);
    expect([keep[0], keep.at(-1)]).toEqual([0, 4999]);
    expect(keep.filter((at) => y[at]! < 1).length).toBeGreaterThan(60);
  });
});
