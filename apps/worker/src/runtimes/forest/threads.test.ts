import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { plainFitContext } from '../plain-fit-context';
import { binCodes, type FeatureBinning, learnBinnings } from './binned-table';
import { threadsFor } from './boosting';
import { encodeForest } from './codec';
import { codedTable } from './coded-table';
import { boost } from './fit';
import type { BoostedTrees } from './fit-parts';
import { levelsFor, planMemory } from './kernel-memory';
import { createLoss, type LossRows } from './losses';
import { type ForestParams, forestParamsSchema } from './params';
import { randomTable } from './random-table';

type Task = 'binary' | 'multiclass' | 'regression';

/** A random table with a third of its rows held out; `zeros`: some weights are 0. */
function job(seed: number, options: { task: Task; rows: number; zeros?: boolean }) {
  const random = createRandom(seed);
  const { task, rows } = options;
  const all = randomTable(random, task, rows);
  const binnings = learnBinnings(all.features, 255);
  const table = codedTable({ features: all.features, binnings, rows });
  const target = all.target.kind === 'number' ? all.target.values : Float64Array.from(all.target.codes);
  const weights = options.zeros === true ? Float64Array.from({ length: rows }, () => random.int(4)) : null;
  const train: LossRows = { rows, target, weights };
  const held = Math.floor(rows / 3);
  const codes = new Uint8Array(table.used.length * held);
  for (let column = 0; column < table.used.length; column++)
    codes.set(table.codes.subarray(column * rows, column * rows + held), column * held);
  const validation = {
    codes,
    rows: { rows: held, target: target.slice(0, held), weights: weights === null ? null : weights.slice(0, held) },
  };
  const classes = all.target.kind === 'class' ? all.target.classes.length : 1;
  return { data: { task, classes, table, train, validation, features: binnings.length }, binnings, all };
}

function bytesOf(data: ReturnType<typeof job>['data'], result: BoostedTrees): string {
  const model = {
    task: data.task,
    outputs: result.outputs,
    exponential: false,
    initialScores: result.initialScores,
    features: [],
    ...result.trees,
  };
  const { weights } = encodeForest(model, result.lossName);
  return createHash('sha256').update(weights).update(JSON.stringify(result.curve)).digest('hex');
}

function params(values: Partial<ForestParams>): ForestParams {
  return forestParamsSchema.parse({ rounds: 2, leaves: 8, earlyStoppingRounds: 0, ...values });
}

async function hashWith(data: ReturnType<typeof job>['data'], settings: ForestParams, threads: number, rowCut: number) {
  const context = plainFitContext({ seed: 11 });
  return bytesOf(data, await boost(data, settings, context, { team: { threads, rowCut } }));
}

describe('any number of threads', () => {
  const cases: { name: string; facts: Parameters<typeof job>[1]; settings: ForestParams }[] = [
    { name: 'two classes, 12,000 rows', facts: { task: 'binary', rows: 12_000 }, settings: params({}) },
    { name: 'three classes', facts: { task: 'multiclass', rows: 5003 }, settings: params({ rounds: 1 }) },
    {
      name: 'a number, weights of 0',
      facts: { task: 'regression', rows: 10_001, zeros: true },
      settings: params({ l1: 0.1, l2: 1 }),
    },
    {
      name: 'sampled rows and columns',
      facts: { task: 'binary', rows: 9000 },
      settings: params({ rowFraction: 0.6, columnFraction: 0.5 }),
    },
    { name: 'fewer rows than threads', facts: { task: 'binary', rows: 7 }, settings: params({ minRowsPerLeaf: 1 }) },
  ];
  for (const { name, facts, settings } of cases) {
    it(`gives the same bytes: ${name}`, async () => {
      const { data } = job(11, facts);
      const first = await hashWith(data, settings, 1, 16_384);
      for (const [threads, cut] of [
        [2, 1],
        [2, 64],
        [2, 1e9],
        [3, 64],
        [4, 1],
        [5, 16_384],
      ] as const) {
        expect(await hashWith(data, settings, threads, cut), `${threads} threads, cut ${cut}`).toBe(first);
      }
    });
  }
});

describe('narrow histograms', () => {
  for (const task of ['binary', 'multiclass', 'regression'] as const) {
    it(`give the bytes of wide ones: ${task}`, async () => {
      for (let seed = 20; seed < 26; seed++) {
        const { data } = job(seed, { task, rows: 2000 });
        const hash = async (threads: number, rowCut: number, wide: boolean) =>
          bytesOf(
            data,
            await boost(data, params({ minRowsPerLeaf: 2 }), plainFitContext({ seed }), {
              team: { threads, rowCut, wide },
            }),
          );
        const first = await hash(1, 1e9, true);
        expect(await hash(1, 1e9, false)).toBe(first);
        expect(await hash(2, 1, false)).toBe(first);
      }
    });
  }
});

/** Score of one row by the trees alone, from its bin codes. */
function walkScore(binnings: readonly FeatureBinning[], result: BoostedTrees, code: (feature: number) => number) {
  const { trees, outputs } = result;
  const scores = result.initialScores.slice();
  for (let tree = 0; tree + 1 < trees.treeStart.length; tree++) {
    let node = trees.treeStart[tree]!;
    while (trees.kind[node] !== 0) {
      const feature = trees.feature[node]!;
      const left = goesLeft(binnings[feature]!, { trees, node, code: code(feature) });
      node = trees.left[node]! + (left ? 0 : 1);
    }
    scores[tree % outputs]! += trees.value[node]!;
  }
  return scores;
}

function goesLeft(
  binning: FeatureBinning,
  { trees, node, code }: { trees: BoostedTrees['trees']; node: number; code: number },
): boolean {
  if (binning.kind === 'category') return ((trees.masks[trees.cut[node]! * 32 + (code >> 3)]! >> (code & 7)) & 1) === 1;
  if (code === 255) return (trees.kind[node]! & 4) !== 0;
  return (binning.cuts[code] ?? Number.POSITIVE_INFINITY) <= trees.cut[node]!;
}

describe('held-out and left-out rows', () => {
  for (const task of ['binary', 'multiclass', 'regression'] as const) {
    it(`have the scores of the finished trees and the loss of losses.ts: ${task}`, async () => {
      for (const zeros of [false, true]) {
        const { data, binnings, all } = job(5, { task, rows: 3001, zeros });
        const settings = params({ rowFraction: 0.5, rounds: 6 });
        const result = await boost(data, settings, plainFitContext({ seed: 5 }));
        const codes = binCodes(all.features, binnings, all.rows);
        const meanLoss = (part: LossRows) => {
          const scores = new Float64Array(part.rows * result.outputs);
          for (let row = 0; row < part.rows; row++)
            scores.set(
              walkScore(binnings, result, (feature) => codes[feature * all.rows + row]!),
              row * result.outputs,
            );
          return createLoss(task, data.classes).mean(part, scores);
        };
        // The held-out rows are the first of the training rows.
        const { train, validation } = result.curve.at(-1)!;
        expect(train / meanLoss(data.train)).toBeCloseTo(1, 6);
        expect(validation! / meanLoss(data.validation.rows)).toBeCloseTo(1, 6);
      }
    });
  }

  it('give the bytes of the best round when fitting stops early', async () => {
    const { data } = job(8, { task: 'binary', rows: 900 });
    const stopped = await boost(
      data,
      params({ rounds: 200, learningRate: 0.5, minRowsPerLeaf: 1, earlyStoppingRounds: 5 }),
      plainFitContext({ seed: 8 }),
    );
    const exact = await boost(
      data,
      params({ rounds: Math.max(1, stopped.rounds), learningRate: 0.5, minRowsPerLeaf: 1 }),
      plainFitContext({ seed: 8 }),
    );
    expect(stopped.rounds).toBeGreaterThan(0);
    expect(stopped.trees).toEqual(exact.trees);
  });
});

describe('a fit in kernels', () => {
  it('ends soon when it is given up, and throws the reason', async () => {
    const { data } = job(2, { task: 'binary', rows: 20_000 });
    const giveUp = new AbortController();
    const context = plainFitContext({ seed: 2, signal: giveUp.signal });
    const fit = boost(data, params({ rounds: 10_000 }), context, { team: { threads: 2, rowCut: 64 } });
    setTimeout(() => giveUp.abort(new Error('not needed any more')), 100);
    await expect(fit).rejects.toThrow('not needed any more');
  });

  it('keeps what it has when asked to finish', async () => {
    const { data } = job(3, { task: 'binary', rows: 500 });
    const finish = new AbortController();
    finish.abort();
    const result = await boost(data, params({}), { ...plainFitContext({ seed: 3 }), finish: finish.signal });
    expect(result.rounds).toBe(1);
  });

  it('leaves neither threads nor memory behind', async () => {
    const { data } = job(4, { task: 'binary', rows: 30_000 });
    const team = { threads: 2, rowCut: 16_384 };
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    const resident = async (fits: number) => {
      for (let fit = 0; fit < fits; fit++)
        await boost(data, params({ rounds: 1, leaves: 2 }), plainFitContext({ seed: fit }), { team });
      if (typeof collect === 'function') collect();
      return process.memoryUsage().rss;
    };
    // 40 memories of 3 MB and 80 threads of 10 MB would show.
    const warm = await resident(10);
    expect((await resident(40)) - warm).toBeLessThan(100e6);
  });

  it('refuses what 4 GiB cannot hold, naming rows and features', () => {
    const need = {
      threads: 2,
      leaves: 31,
      outputs: 1,
      loss: 'log loss',
      weighted: false,
      heldRows: 0,
      heldWeighted: false,
    } as const;
    expect(planMemory({ ...need, rows: 1_000_000, features: 20 }).bytes).toBeLessThan(200e6);
    expect(() => planMemory({ ...need, rows: 100_000_000, features: 40 })).toThrow(/100000000 rows x 40 features/);
  });

  it('never lets sums leave their half of a cell', () => {
    for (const rows of [1, 2 ** 16, 2 ** 16 + 1, 1e8, 2 ** 31 - 1]) {
      const levels = levelsFor(rows);
      expect(levels).toBeGreaterThanOrEqual(1);
      expect(levels * rows).toBeLessThan(2 ** 31);
      expect(2 * levels * rows).toBeLessThan(2 ** 32);
    }
  });

  it('starts no thread that would have too little to do', () => {
    expect(threadsFor(8, 1000, 10)).toBe(1);
    expect(threadsFor(8, 100_000, 20)).toBe(8);
    expect(threadsFor(2, 1_000_000, 20)).toBe(2);
  });
});
