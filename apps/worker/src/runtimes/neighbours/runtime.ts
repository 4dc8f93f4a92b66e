import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FitContext, ModelRuntime, RowScorer, TrainingRows } from '../model-runtime';
import { type DenseRows, denseRows } from '../numeric-features';
import { taskOfTarget } from '../task-of-target';
import { comparedCells } from './compared-cells';
import { encodeNeighbours } from './model';
import type { NeighboursParams } from './params';
import { loadNeighbours } from './scorer';
import { usesTree } from './uses-tree';

const place = 'Nearest neighbours';

/** k-nearest neighbours: keeps the train rows, and answers as those do that are most like a row. */
export const neighboursRuntime: ModelRuntime<NeighboursParams, RowScorer> = {
  format: 'neighbours',

  describe: () => ({
    format: 'neighbours',
    title: place,
    tasks: ['binary', 'multiclass', 'regression'],
    reads: { numbers: true, categories: false, missing: false },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    context.signal.throwIfAborted();
    const dense = denseRows(train, place);
    requireMemory(dense, context);
    const { target } = train;
    const { centre, factor, cells } = comparedCells(dense, params.scale);
    context.progress({ done: 1, total: 1 });
    return {
      format: 'neighbours',
      task: taskOfTarget(target),
      features: dense.names.map((name) => ({ name, kind: 'number' as const })),
      ...(target.kind === 'class' ? { classes: target.classes } : {}),
      // Nothing is learned of a feature: only shuffling it tells what it is worth.
      importance: [],
      curve: [],
      ...encodeNeighbours({
        neighbours: params.neighbours,
        votes: params.votes,
        metric: params.metric,
        width: cells.length / Math.max(1, dense.rows),
        rows: dense.rows,
        centre,
        factor,
        cells,
        answers: answersOf(train),
        weights: train.weights ?? null,
      }),
      summary: {
        neighbours: Math.min(params.neighbours, dense.rows),
        rows: dense.rows,
        search: usesTree(dense.columns.length) ? 'k-d tree' : 'all rows',
      },
    };
  },

  load: loadNeighbours,
};

function answersOf({ target }: TrainingRows): Parameters<typeof encodeNeighbours>[0]['answers'] {
  return target.kind === 'class' ? { kind: 'class', codes: target.codes } : { kind: 'number', values: target.values };
}

/** The rows are held as they came, as they are compared and as they are stored. */
function requireMemory({ rows, columns }: DenseRows, { memoryMegabytes }: FitContext): void {
  const needed = (3 * 8 * rows * columns.length) / 1e6;
  if (needed <= memoryMegabytes) return;
  throw new PipelineError({
    code: 'too-many-cells',
    family: 'pipeline',
    place: `${place} › training rows`,
    seen: `${rows} rows of ${columns.length} numbers, which take ${Math.ceil(needed)} MB`,
    expected: `at most ${memoryMegabytes} MB`,
    next: 'Add "Sample rows" or "Reduce dimensions" before this step, or use another trainer.',
    fix: { addStep: 'sample-rows', before: true },
  });
}
