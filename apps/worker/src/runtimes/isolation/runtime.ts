import { PipelineError } from '@millrace/pipeline-core/errors';
import { createRandom, hashSeed, type SeededRandom } from '@millrace/pipeline-core/seeded-random';
import { sortedQuantile } from '@millrace/pipeline-core/stats';
import type {
  FitContext,
  FittedModel,
  NumberColumn,
  RowScorer,
  StoredModel,
  UnlabelledRuntime,
} from '../model-runtime';
import { type DenseRows, denseRows } from '../numeric-features';
import { createPause } from '../turn-event-loop';
import { type GrownTree, growTree } from './grow-tree';
import { encodeIsolation, type IsolationModel, joinTrees } from './model';
import type { IsolationParams } from './params';
import { loadIsolation } from './scorer';

const place = 'Isolation forest';

/** Isolation forest: rows that few random splits set apart from all others are odd. */
export const isolationRuntime: UnlabelledRuntime<IsolationParams, RowScorer> = {
  format: 'isolation-forest',

  describe: () => ({
    format: 'isolation-forest',
    title: place,
    tasks: ['anomaly'],
    reads: { numbers: true, categories: false, missing: false },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    const dense = denseRows(train, place);
    if (dense.rows < 2) throw tooFewRows(dense.rows);
    const sample = Math.min(params.sampleRows, dense.rows);
    const trees = await growTrees(dense, { sample, trees: params.trees, context });
    const forest = { ...joinTrees(trees), sample };
    const storedWith = (threshold: number): StoredModel => stored(dense, { ...forest, threshold });
    const scores = await scoreAll(storedWith(1), dense, context);
    const threshold = sortedQuantile(scores.toSorted(), 1 - params.oddShare);
    return {
      ...storedWith(threshold),
      // Splits are drawn by chance: how often a feature was drawn says nothing of it.
      importance: [],
      curve: [],
      summary: {
        trees: trees.length,
        'rows per tree': sample,
        threshold,
        'odd train rows': scores.reduce((count, score) => count + (score > threshold ? 1 : 0), 0),
      },
    } satisfies FittedModel;
  },

  load: loadIsolation,
};

function stored(dense: DenseRows, model: IsolationModel): StoredModel {
  return {
    format: 'isolation-forest',
    task: 'anomaly',
    features: dense.names.map((name) => ({ name, kind: 'number' as const })),
    ...encodeIsolation(model),
  };
}

async function growTrees(
  dense: DenseRows,
  { sample, trees, context }: { sample: number; trees: number; context: FitContext },
): Promise<GrownTree[]> {
  const pause = createPause(context);
  // The logarithm of the sample to the base 2, rounded up.
  const deepest = 32 - Math.clz32(sample - 1);
  const grown: GrownTree[] = [];
  while (grown.length < trees) {
    await pause();
    const random = createRandom(hashSeed(context.seed, place, grown.length));
    grown.push(growTree(dense.columns, drawRows(dense.rows, sample, random), { random, deepest }));
    context.progress({ done: grown.length, total: trees });
    if (context.finish.aborted) break;
  }
  return grown;
}

/** So many different rows, each set of them as likely as any other (Floyd's algorithm), in ascending order. */
function drawRows(rows: number, count: number, random: SeededRandom): Int32Array {
  const drawn = new Set<number>();
  for (let last = rows - count; last < rows; last++) {
    const row = random.int(last + 1);
    drawn.add(drawn.has(row) ? last : row);
  }
  return Int32Array.from(drawn).sort();
}

/** Rows scored between two pauses. */
const blockRows = 4096;

async function scoreAll(model: StoredModel, dense: DenseRows, context: FitContext): Promise<Float64Array> {
  const scorer = loadIsolation(model);
  const pause = createPause(context);
  const scores = new Float64Array(dense.rows);
  for (let from = 0; from < dense.rows; from += blockRows) {
    await pause();
    const to = Math.min(from + blockRows, dense.rows);
    const columns = dense.columns.map(
      (values, at): NumberColumn => ({ name: dense.names[at]!, kind: 'number', values: values.subarray(from, to) }),
    );
    scores.set(scorer.scoreBlock(columns, to - from), from);
  }
  return scores;
}

function tooFewRows(rows: number): PipelineError {
  return new PipelineError({
    code: 'too-few-rows',
    family: 'pipeline',
    place: `${place} › training rows`,
    seen: `${rows} rows`,
    expected: 'at least two, to tell one from the other',
    next: 'Check the filters before this step.',
  });
}
