import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { randomTable } from '../forest/random-table';
import type { StoredModel, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { type BagModel, decodeBag, KIND_LEAF, KIND_MISSING_LEFT } from './model';
import { baggingParamsSchema } from './params';
import { decisionTreeRuntime } from './runtime';
import { bagReaders, readBlock } from './scorer';

const TABLES = 90;
type Rows = { values: Float64Array; width: number; target: number[][]; weight: number[] };

/** Rows as cuts compare them; the target as the numbers of a leaf. */
function readRows(train: TrainingRows, model: BagModel, stored: StoredModel): Rows {
  const width = stored.features.length;
  const values = new Float64Array(train.rows * width);
  readBlock(bagReaders(model, stored.features), train.features, { first: 0, count: train.rows }, values);
  const target = Array.from({ length: train.rows }, (_, row) => {
    if (train.target.kind === 'number') return [train.target.values[row]! - model.base];
    const code = train.target.codes[row]!;
    return model.values === 1 ? [code] : Array.from({ length: model.values }, (__, k) => (k === code ? 1 : 0));
  });
  return { values, width, target, weight: Array.from({ length: train.rows }, (_, row) => train.weights?.[row] ?? 1) };
}

/** Sum over the numbers of a leaf of (sum w y)^2 / sum w. */
function worth(rows: readonly number[], { target, weight }: Rows): number {
  const total = rows.reduce((sum, row) => sum + weight[row]!, 0);
  return (target[0] ?? []).reduce((sum, _, k) => {
    const part = rows.reduce((inner, row) => inner + weight[row]! * target[row]![k]!, 0);
    return sum + (part * part) / total;
  }, 0);
}

/** The largest gain of any cut of any feature, missing values on either side, by counting everything anew. */
function bestGain(rows: readonly number[], data: Rows, minRows: number): number {
  const whole = worth(rows, data);
  let best = 0;
  for (let feature = 0; feature < data.width; feature++) {
    const cell = (row: number) => data.values[row * data.width + feature]!;
    const missing = rows.filter((row) => Number.isNaN(cell(row)));
    const present = rows.filter((row) => !Number.isNaN(cell(row)));
    for (const cut of new Set(present.map(cell))) {
      const low = present.filter((row) => cell(row) <= cut);
      const high = present.filter((row) => cell(row) > cut);
      for (const [left, right] of [
        [low, [...high, ...missing]],
        [[...low, ...missing], high],
      ] as const) {
        if (left.length < minRows || right.length < minRows) continue;
        best = Math.max(best, worth(left, data) + worth(right, data) - whole);
      }
    }
  }
  return best;
}

/** Looks at every node of a tree; returns how many splits there were. */
function checkTree(model: BagModel, data: Rows, limits: { minRows: number; maxDepth: number }): number {
  let splits = 0;
  const look = (node: number, rows: readonly number[], depth: number): void => {
    expect(model.rows[node]).toBe(rows.length);
    const pure = new Set(rows.map((row) => data.target[row]!.join())).size === 1;
    const best = pure || depth === limits.maxDepth ? 0 : bestGain(rows, data, limits.minRows);
    const size = Math.max(1, Math.abs(worth(rows, data)));
    if (model.kind[node] === KIND_LEAF) {
      expect(best / size).toBeLessThan(1e-9);
      const total = rows.reduce((sum, row) => sum + data.weight[row]!, 0);
      for (let k = 0; k < model.values; k++) {
        const mean = rows.reduce((sum, row) => sum + data.weight[row]! * data.target[row]![k]!, 0) / total;
        expect(model.leaves[model.left[node]! * model.values + k]).toBeCloseTo(mean, 5);
      }
      return;
    }
    splits++;
    const goesLeft = (row: number) => {
      const x = data.values[row * data.width + model.feature[node]!]!;
      return Number.isNaN(x) ? model.kind[node] === KIND_MISSING_LEFT : x <= model.cut[node]!;
    };
    const left = rows.filter(goesLeft);
    const right = rows.filter((row) => !goesLeft(row));
    const gain = worth(left, data) + worth(right, data) - worth(rows, data);
    expect(Math.min(left.length, right.length)).toBeGreaterThanOrEqual(limits.minRows);
    expect((best - gain) / size).toBeLessThan(1e-9);
    look(model.left[node]!, left, depth + 1);
    look(model.left[node]! + 1, right, depth + 1);
  };
  const all = Array.from({ length: data.weight.length }, (_, row) => row).filter((row) => data.weight[row]! > 0);
  look(0, all, 0);
  return splits;
}

describe('a single tree', () => {
  it(`splits every node where a count of all cuts finds the most, on ${TABLES} random tables`, async () => {
    let splits = 0;
    for (let seed = 1; seed <= TABLES; seed++) {
      const random = createRandom(seed);
      const task = (['binary', 'multiclass', 'regression'] as const)[seed % 3]!;
      const rows = 5 + random.int(90);
      const table = randomTable(random, task, rows);
      const weights = random.int(2) === 0 ? undefined : Float64Array.from({ length: rows }, () => random.int(4));
      if (weights?.every((weight) => weight === 0)) continue;
      const train = weights === undefined ? table : { ...table, weights };
      const limits = { minRows: 1 + random.int(5), maxDepth: random.int(3) === 0 ? 2 : 0 };
      const params = baggingParamsSchema.parse({
        ...{ trees: 1, drawnShare: 0, columnShare: 1, maxDepth: limits.maxDepth, minRowsPerLeaf: limits.minRows },
      });
      const stored = await decisionTreeRuntime.fit({
        params,
        train,
        validation: null,
        context: plainFitContext({ seed }),
      });
      const model = decodeBag(stored);
      const maxDepth = limits.maxDepth === 0 ? Number.POSITIVE_INFINITY : limits.maxDepth;
      splits += checkTree(model, readRows(train, model, stored), { ...limits, maxDepth });
    }
    // The comparison means something only if there was something to compare.
    expect(splits).toBeGreaterThan(300);
  });
});
