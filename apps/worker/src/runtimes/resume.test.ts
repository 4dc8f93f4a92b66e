import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { openFitState, packFitState } from './fit-state';
import { markedImages } from './image-net/testing/marked-images';
import {
  baggingParamsSchema,
  type Checkpoint,
  denseNetParamsSchema,
  type FitContext,
  type FittedModel,
  forestParamsSchema,
  imageNetParamsSchema,
  logisticParamsSchema,
  plainFitContext,
  recommenderParamsSchema,
  runtimes,
  type TrainingRows,
  textNetParamsSchema,
} from './index';
import { topicRows } from './text-net/testing/topic-rows';

function table(rows: number, classes: number, weighted = false): TrainingRows {
  const random = createRandom(5);
  const column = () => Float64Array.from({ length: rows }, () => random.next());
  const [x, y, z] = [column(), column(), column()];
  const codes = Int32Array.from(x, (value, row) =>
    Math.min(classes - 1, Math.floor((value * 0.6 + (y[row] ?? 0) * 0.3 + random.next() * 0.3) * classes)),
  );
  return {
    rows,
    features: [
      { name: 'x', kind: 'number', values: x },
      { name: 'y', kind: 'number', values: y },
      { name: 'z', kind: 'number', values: z },
      { name: 'city', kind: 'category', values: Array.from(codes, (code, row) => `c${(code + (row % 3)) % 5}`) },
    ],
    target: { kind: 'class', codes, classes: Array.from({ length: classes }, (_, at) => `k${at}`) },
    ...(weighted ? { weights: Float64Array.from(x, (value) => (value < 0.1 ? 0 : 1 + value)) } : {}),
  };
}

const numbersOnly = (rows: TrainingRows): TrainingRows => ({
  ...rows,
  features: rows.features.filter(({ kind }) => kind === 'number'),
});

type Fit = (context: FitContext) => Promise<FittedModel>;

const forest =
  (params: object, rows: TrainingRows, validation: TrainingRows | null = null): Fit =>
  (context) =>
    runtimes['tree-ensemble'].fit({ params: forestParamsSchema.parse(params), train: rows, validation, context });
const randomForest =
  (rows: TrainingRows): Fit =>
  (context) => {
    const params = baggingParamsSchema.parse({ trees: 6 });
    return runtimes['random-forest'].fit({ params, train: rows, validation: null, context });
  };
const logistic =
  (params: object, rows: TrainingRows): Fit =>
  (context) =>
    runtimes.logistic.fit({
      params: logisticParamsSchema.parse(params),
      train: numbersOnly(rows),
      validation: null,
      context,
    });

const net =
  (params: object, rows: TrainingRows, validation: TrainingRows | null = null): Fit =>
  (context) =>
    runtimes['dense-net'].fit({
      params: denseNetParamsSchema.parse({ width: 8, batchSize: 32, ...params }),
      train: numbersOnly(rows),
      validation: validation === null ? null : numbersOnly(validation),
      context,
    });

const recommender =
  (params: object): Fit =>
  (context) => {
    const random = createRandom(8);
    const names = (prefix: string, of: number) =>
      Array.from({ length: 300 }, () => `${prefix}${Math.floor(random.next() * of)}`);
    return runtimes.recommender.fit({
      params: recommenderParamsSchema.parse({ factors: 5, iterations: 9, ...params }),
      train: {
        rows: 300,
        features: [
          { name: 'who', kind: 'category', values: names('u', 40) },
          { name: 'what', kind: 'category', values: names('i', 25) },
          { name: 'liked', kind: 'number', values: Float64Array.from({ length: 300 }, () => 1 + 4 * random.next()) },
        ],
      },
      context,
    });
  };
const imageNet =
  (params: object, target: 'two' | 'three', validation: TrainingRows | null = null): Fit =>
  (context) =>
    runtimes['image-net'].fit({
      params: imageNetParamsSchema.parse({ blocks: 2, filters: 2, width: 6, batchSize: 16, ...params }),
      train: markedImages({ rows: 60, target }),
      validation,
      context,
    });

const textNet =
  (params: object, classes: number, validation: TrainingRows | null = null): Fit =>
  (context) =>
    runtimes['text-net'].fit({
      params: textNetParamsSchema.parse({ characters: 0, dimensions: 4, width: 6, batchSize: 16, ...params }),
      train: topicRows({ rows: 80, classes }),
      validation,
      context,
    });

let attempts = 0;

const fits: [string, Fit][] = [
  ['a recommender of counts', recommender({})],
  ['a recommender of ratings', recommender({ feedback: 'ratings' })],
  ['a text net, terms and cells left out', textNet({ epochs: 5, patience: 0 }, 2)],
  [
    'a text net stopped by validation rows',
    textNet({ epochs: 40, patience: 2, learningRate: 0.05 }, 3, topicRows({ rows: 30, classes: 3, seed: 8 })),
  ],
  ['an image net, images varied and cells left out', imageNet({ epochs: 5, patience: 0 }, 'two')],
  [
    'an image net stopped by validation rows',
    imageNet({ epochs: 30, patience: 2, learningRate: 0.03 }, 'three', markedImages({ rows: 30, seed: 8 })),
  ],
  ['a net of two classes, some rows weighing more', net({ epochs: 6, patience: 0 }, table(200, 2, true))],
  [
    'a net stopped by validation rows',
    net({ epochs: 40, patience: 2, learningRate: 0.05 }, table(300, 3), table(90, 3)),
  ],
  [
    'a net of four copies, on another number of threads each time',
    (context) => {
      // 128 x 128 weights and batches of 512 rows are worth four threads.
      const threads = 1 + (attempts++ % 4);
      return net(
        { epochs: 6, patience: 0, width: 128, batchSize: 512, copies: 4 },
        table(1200, 2),
      )({ ...context, threads });
    },
  ],
  ['a net too wide for the kernels', net({ layers: 1, width: 520, epochs: 5, patience: 0 }, table(120, 2))],
  ['trees of a fixed number of rounds', forest({ rounds: 12, earlyStoppingRounds: 0 }, table(200, 2, true))],
  [
    'trees on samples, stopped by validation rows',
    forest(
      { rounds: 30, earlyStoppingRounds: 4, rowFraction: 0.6, columnFraction: 0.7 },
      table(300, 2),
      table(1200, 2),
    ),
  ],
  ['trees of several classes, rounds chosen by folds', forest({ rounds: 8, earlyStoppingRounds: 3 }, table(240, 3))],
  ['a random forest of two classes', randomForest(table(200, 2, true))],
  ['a random forest of three classes', randomForest(table(200, 3))],
  ['logistic regression', logistic({}, table(300, 2))],
  ['logistic regression with L1 on three classes', logistic({ penalty: 'l1', strength: 0.5 }, table(300, 3))],
];

/** A checkpoint that keeps every state; after `most` of them the process is as good as killed. */
function recorder(last: Uint8Array | null, most = Number.POSITIVE_INFINITY) {
  const states: { state: Uint8Array; done: number }[] = [];
  const checkpoint: Checkpoint = {
    last,
    due: () => true,
    async save(state, done) {
      states.push({ state: state.slice(), done });
      if (states.length === most) throw new Error('killed');
    },
  };
  return { states, checkpoint };
}

const context = (checkpoint: Checkpoint, more: Partial<FitContext> = {}): FitContext => ({
  ...plainFitContext({ seed: 3 }),
  checkpoint,
  ...more,
});

describe('a fit that goes on where it was cut off', () => {
  it.each(fits)('%s: the same bytes, and only what was left to do', async (_name, fit) => {
    const whole = await fit(plainFitContext({ seed: 3 }));
    const all = recorder(null);
    expect(await fit(context(all.checkpoint))).toEqual(whole);
    expect(all.states.length).toBeGreaterThan(3);
    for (const cut of [1, Math.ceil(all.states.length / 2), all.states.length]) {
      const killed = recorder(null, cut);
      await expect(fit(context(killed.checkpoint))).rejects.toThrow('killed');
      const last = killed.states.at(-1) ?? { state: null, done: 0 };
      const rest = recorder(last.state);
      expect(await fit(context(rest.checkpoint)), `after state ${cut}`).toEqual(whole);
      const kept = rest.states.map(({ done }) => done);
      // What was done before is not done again.
      expect(kept.filter((done) => done < last.done)).toEqual([]);
      expect(kept.filter((done) => done > last.done)).toEqual(all.states.slice(cut).map(({ done }) => done));
    }
  });

  it.each(fits)('%s: asked to finish, it answers with what it has', async (_name, fit) => {
    const finish = new AbortController();
    const steps: number[] = [];
    const early = await fit(
      context(recorder(null).checkpoint, {
        finish: finish.signal,
        point({ step }) {
          steps.push(step);
          if (step >= 2) finish.abort();
        },
      }),
    );
    expect(Math.max(...steps)).toBeLessThanOrEqual(3);
    expect(early.weights.length).toBeGreaterThan(0);
    expect(early).not.toEqual(await fit(plainFitContext({ seed: 3 })));
  });
});

it('opens states of the part of the work they are of', () => {
  const state = packFitState({ kind: 'half', arrays: { a: Float64Array.of(0.1, Number.NaN), b: Uint8Array.of(7) } });
  expect(openFitState(null, 'half')).toBeNull();
  expect(openFitState(state, 'whole')).toBeNull();
  // As a file comes back: a buffer in the midst of a larger one.
  const within = Buffer.concat([Buffer.alloc(3), state]).subarray(3);
  const opened = openFitState(within, 'half');
  expect(opened?.f64('a')).toEqual(Float64Array.of(0.1, Number.NaN));
  expect(opened?.u8('b')).toEqual(Uint8Array.of(7));
});
