import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { baggingParamsSchema } from './bagging/params';
import { randomForestRuntime } from './bagging/runtime';
import { exp } from './forest/numeric';
import { forestParamsSchema } from './forest/params';
import { randomTable } from './forest/random-table';
import { forestRuntime } from './forest/runtime';
import type { FittedModel, PathShap, TargetTask, TrainingRows } from './model-runtime';
import { plainFitContext } from './plain-fit-context';
import { createShap, type ShapTrees, shapBase } from './tree-shap';

const tasks = ['binary', 'multiclass', 'regression'] as const;
const context = plainFitContext({ seed: 1 });
const boosted = (train: TrainingRows, params: object = {}): Promise<FittedModel> =>
  forestRuntime.fit({
    params: forestParamsSchema.parse({ rounds: 6, leaves: 8, minRowsPerLeaf: 3, earlyStoppingRounds: 0, ...params }),
    train,
    validation: null,
    context,
  });
const averaged = (train: TrainingRows): Promise<FittedModel> =>
  randomForestRuntime.fit({ params: baggingParamsSchema.parse({ trees: 6 }), train, validation: null, context });

/** Base and all contributions of one row and output. */
function total({ base, outputs }: PathShap, found: Float64Array, row: number, output: number, width: number): number {
  const at = (row * outputs + output) * width;
  return found.subarray(at, at + width).reduce((sum, value) => sum + value, base[output]!);
}

describe('contributions of features', () => {
  it.each(tasks)('sum to the score of boosted trees: %s', async (task: TargetTask) => {
    const train = randomTable(createRandom(21), task, 150);
    const model = await boosted(train);
    const shap = forestRuntime.load(model).pathShap!();
    const found = shap.explain(train.features, train.rows);
    const answers = forestRuntime.load(model).scoreBlock(train.features, train.rows);
    const width = train.features.length;
    for (let row = 0; row < train.rows; row++) {
      const sums = Array.from({ length: shap.outputs }, (_, output) => total(shap, found, row, output, width));
      const share = (k: number) => exp(sums[k]!) / sums.reduce((sum, score) => sum + exp(score), 0);
      if (task === 'regression') expect(sums[0]).toBeCloseTo(answers[row]!, 9);
      else if (task === 'binary') expect(1 / (1 + exp(-sums[0]!))).toBeCloseTo(answers[2 * row + 1]!, 9);
      else for (let k = 0; k < 3; k++) expect(share(k)).toBeCloseTo(answers[3 * row + k]!, 9);
    }
  });

  it.each(tasks)('sum to the answer of averaged trees: %s', async (task: TargetTask) => {
    const train = randomTable(createRandom(22), task, 150);
    const model = await averaged(train);
    const shap = randomForestRuntime.load(model).pathShap!();
    const found = shap.explain(train.features, train.rows);
    const answers = randomForestRuntime.load(model).scoreBlock(train.features, train.rows);
    for (let row = 0; row < train.rows; row++) {
      for (let output = 0; output < shap.outputs; output++) {
        const answer = task === 'binary' ? answers[2 * row + 1]! : answers[row * shap.outputs + output]!;
        // Shares of several classes are made to sum to 1 after float32.
        expect(total(shap, found, row, output, train.features.length)).toBeCloseTo(
          answer,
          task === 'multiclass' ? 6 : 9,
        );
      }
    }
  });

  it('are the logarithms of counts where those are expected', async () => {
    const rows = 80;
    const x = Float64Array.from({ length: rows }, (_, at) => at % 8);
    const values = x.map((value, at) => value + (at % 3));
    const train: TrainingRows = {
      rows,
      features: [{ name: 'x', kind: 'number', values: x }],
      target: { kind: 'number', values },
    };
    const model = await boosted(train, { loss: 'poisson' });
    const shap = forestRuntime.load(model).pathShap!();
    const found = shap.explain(train.features, rows);
    expect(shap.of).toBe('score');
    const answers = forestRuntime.load(model).scoreBlock(train.features, rows);
    for (let row = 0; row < rows; row++) expect(exp(total(shap, found, row, 0, 1))).toBeCloseTo(answers[row]!, 9);
  });
});

/** A random tree over few features, asked again and again about the same ones. */
function randomTree(seed: number, features: number): ShapTrees {
  const random = createRandom(seed);
  const nodes: { feature: number; cut: number; left: number; rows: number; value: number }[] = [];
  const add = (rows: number) => nodes.push({ feature: -1, cut: 0, left: 0, rows, value: random.normal() }) - 1;
  const grow = (node: number, depth: number): void => {
    const own = nodes[node]!;
    if (depth === 5 || own.rows < 2 || random.int(5) === 0) return;
    const leftRows = 1 + random.int(own.rows - 1);
    Object.assign(own, { feature: random.int(features), cut: random.next(), left: add(leftRows) });
    add(own.rows - leftRows);
    grow(own.left, depth + 1);
    grow(own.left + 1, depth + 1);
  };
  add(100);
  grow(0, 0);
  return {
    treeStart: Int32Array.of(0, nodes.length),
    values: 1,
    outputs: 1,
    outputOf: () => 0,
    isLeaf: (node) => nodes[node]!.feature < 0,
    feature: Int32Array.from(nodes, ({ feature }) => feature),
    left: Int32Array.from(nodes, ({ left }) => left),
    rows: Int32Array.from(nodes, ({ rows }) => rows),
    valueOf: (leaf) => nodes[leaf]!.value,
    goesLeft: (node, block, at) => block[at + nodes[node]!.feature]! <= nodes[node]!.cut,
  };
}

/** The mean answer when only the features of `known` (a bit each) are known. */
function expectation(trees: ShapTrees, row: Float64Array, known: number, node = 0): number {
  if (trees.isLeaf(node)) return trees.valueOf(node, 0);
  const left = trees.left[node]!;
  if ((known >> trees.feature[node]!) & 1)
    return expectation(trees, row, known, trees.goesLeft(node, row, 0) ? left : left + 1);
  const share = trees.rows[left]! / trees.rows[node]!;
  return share * expectation(trees, row, known, left) + (1 - share) * expectation(trees, row, known, left + 1);
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** Shapley's formula over all sets of the other features. */
function bruteForce(trees: ShapTrees, row: Float64Array, features: number): number[] {
  return Array.from({ length: features }, (_, feature) => {
    let sum = 0;
    for (let set = 0; set < 2 ** features; set++) {
      if ((set >> feature) & 1) continue;
      const size = set.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(features - size - 1)) / factorial(features);
      sum += weight * (expectation(trees, row, set | (1 << feature)) - expectation(trees, row, set));
    }
    return sum;
  });
}

it('are those of Shapley over all sets of features, on 60 random trees', () => {
  let splits = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const features = 1 + (seed % 7);
    const trees = randomTree(seed, features);
    splits += (trees.treeStart[1]! - 1) / 2;
    const random = createRandom(seed + 1000);
    const row = Float64Array.from({ length: features }, () => random.next());
    const found = new Float64Array(features);
    createShap(trees, features)(row, 0, found, 0);
    expect(shapBase(trees)[0]).toBeCloseTo(expectation(trees, row, 0), 12);
    bruteForce(trees, row, features).forEach((expected, feature) => {
      expect(found[feature], `tree ${seed}, feature ${feature}`).toBeCloseTo(expected, 10);
    });
  }
  expect(splits).toBeGreaterThan(200);
});
