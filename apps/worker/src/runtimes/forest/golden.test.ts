import { createRandom, hashSeed } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { plainFitContext } from '../plain-fit-context';
import { learnBinnings } from './binned-table';
import { codedTable } from './coded-table';
import { boost } from './fit';
import type { LossRows } from './losses';
import { MISSING_LEFT, NODE_CATEGORY } from './model';
import { forestParamsSchema } from './params';
import { randomTable } from './random-table';
import { leftCodes, type ReferenceNode, referenceFit } from './reference';
import { kernelDerivatives } from './reference-derivatives';

const TABLES = 200;

describe('trees of the kernels against the naive trainer', () => {
  it(`grow the same trees with the same leaf bits on ${TABLES} random tables`, async () => {
    let splits = 0;
    let masks = 0;
    for (let seed = 1; seed <= TABLES; seed++) {
      const found = await compareOn(seed);
      splits += found.splits;
      masks += found.masks;
    }
    // The comparison means something only if there was something to compare.
    expect(splits).toBeGreaterThan(1500);
    expect(masks).toBeGreaterThan(100);
  });
});

/** Whole numbers of 0 or more for the Poisson loss. */
const countsOf = (values: Float64Array, wanted: boolean) =>
  wanted ? values.map((value) => Math.floor(Math.abs(value) * 2)) : values;

async function compareOn(seed: number): Promise<{ splits: number; masks: number }> {
  const random = createRandom(seed);
  const task = (['binary', 'multiclass', 'regression'] as const)[random.int(3)]!;
  const rows = 5 + random.int(random.int(4) === 0 ? 395 : 120);
  const train = randomTable(random, task, rows);
  const counts = task === 'regression' && random.int(2) === 0;
  const params = forestParamsSchema.parse({
    loss: counts ? 'poisson' : 'squared',
    rounds: 1 + random.int(4),
    leaves: 2 + random.int(12),
    minRowsPerLeaf: 1 + random.int(10),
    l2: random.int(2) * random.next() * 5,
    l1: random.int(3) === 0 ? random.next() : 0,
    maxBins: random.int(2) === 0 ? 255 : 2 + random.int(20),
    earlyStoppingRounds: 0,
  });
  const weights =
    random.int(2) === 0 ? null : Float64Array.from({ length: rows }, () => Math.fround(0.2 + random.int(5)));
  const all = learnBinnings(train.features, params.maxBins);
  const table = codedTable({ features: train.features, binnings: all, rows });
  const { target } = train;
  const lossRows: LossRows = {
    rows,
    weights,
    target: target.kind === 'number' ? countsOf(target.values, counts) : Float64Array.from(target.codes),
  };
  const classes = target.kind === 'class' ? target.classes.length : 1;
  const data = { task, classes, table, train: lossRows, validation: null, features: all.length };
  const { trees, outputs } = await boost(data, params, plainFitContext({ seed }));
  const expected = referenceFit({
    task,
    classes,
    train: lossRows,
    binnings: table.binnings,
    code: (row, column) => table.codes[column * rows + row]!,
    params,
    derive: kernelDerivatives(),
    treeSeed: (round, output) => hashSeed(seed, 'tree', round, output) | 0,
  });
  expect(trees.treeStart.length - 1, `seed ${seed}`).toBe(expected.length);
  expect(expected.length).toBe(params.rounds * outputs);
  let splits = 0;
  let masks = 0;

  function compare(at: number, node: ReferenceNode, where: string): void {
    expect(trees.rows[at], `${where}: rows`).toBe(node.rows.length);
    if (node.children === null) {
      expect(trees.kind[at], `${where}: leaf`).toBe(0);
      expect(
        Object.is(trees.value[at], node.value) || trees.value[at] === node.value,
        `${where}: ${trees.value[at]} is ${node.value}`,
      ).toBe(true);
      return;
    }
    splits++;
    const binning = table.binnings[node.column]!;
    const kind = trees.kind[at]!;
    const left = leftCodes(node, binning);
    expect(trees.feature[at], `${where}: feature`).toBe(table.used[node.column]);
    expect((kind & MISSING_LEFT) !== 0, `${where}: missing`).toBe(left.has(255));
    if ((kind & NODE_CATEGORY) !== 0) {
      masks++;
      const bit = (code: number) => (trees.masks[trees.cut[at]! * 32 + (code >> 3)]! >> (code & 7)) & 1;
      const sent = Array.from({ length: 256 }, (_, code) => code).filter((code) => bit(code) === 1);
      expect(sent, `${where}: mask`).toEqual([...left].sort((x, y) => x - y));
    } else if (binning.kind === 'number') {
      const highest = Math.max(...[...left].filter((code) => code !== 255));
      expect(trees.cut[at], `${where}: cut`).toBe(binning.cuts[highest] ?? Number.POSITIVE_INFINITY);
    }
    compare(trees.left[at]!, node.children[0], `${where}L`);
    compare(trees.left[at]! + 1, node.children[1], `${where}R`);
  }
  expected.forEach((tree, t) => {
    compare(trees.treeStart[t]!, tree, `seed ${seed} ${task} tree ${t} `);
  });
  return { splits, masks };
}
