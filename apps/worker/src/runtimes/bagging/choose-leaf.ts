import { argmax } from '@millrace/pipeline-core/metrics';
import { hashSeed } from '@millrace/pipeline-core/seeded-random';
import { assignFolds } from '../forest/folds';
import type { FeatureColumn, FitContext, TargetColumn, TrainingRows } from '../model-runtime';
import { taskOfTarget } from '../task-of-target';
import { bagTable } from './bag-table';
import { bagTarget } from './bag-target';
import { growTrees } from './grow-trees';
import type { BagModel } from './model';
import type { BaggingParams } from './params';
import { createBagScorer } from './scorer';
import { specsOf } from './specs';

/** Fewest rows per leaf that are tried: from trees that learn by heart to small ones. */
const TRIED = [1, 2, 5, 10, 20, 50, 100];
const FOLDS = 4;
/** Above, one fold says enough. */
const SMALL_ROWS = 10_000;

/**
 * The fewest rows per leaf that err least on rows a tree has not seen: by the error rate for classes, the squared error for
 * numbers. Small tables are held out quarter by quarter, of large ones a quarter. Of equals the largest leaves win.
 */
export async function chooseLeaf(train: TrainingRows, params: BaggingParams, context: FitContext): Promise<number> {
  const { labels, ofClasses } = bagTarget(train, params);
  const folds = assignFolds({
    train: { rows: train.rows, target: labels, weights: null },
    folds: FOLDS,
    seed: hashSeed(context.seed, 'leaf size'),
    stratify: ofClasses,
  });
  const errors = new Float64Array(TRIED.length);
  const used = train.rows <= SMALL_ROWS ? FOLDS : 1;
  for (let fold = 0; fold < used; fold++) {
    const kept = takeRows(train, (row) => folds[row] !== fold);
    const held = takeRows(train, (row) => folds[row] === fold);
    if (kept.rows === 0 || held.rows === 0) continue;
    for (const [at, minRowsPerLeaf] of TRIED.entries())
      errors[at]! += await errorOf({ kept, held }, { ...params, minRowsPerLeaf }, context);
  }
  let best = 0;
  errors.forEach((error, at) => {
    if (error <= errors[best]!) best = at;
  });
  return TRIED[best] ?? 1;
}

/** Wrong answers, or squared errors, on the held rows. */
async function errorOf(
  { kept, held }: { kept: TrainingRows; held: TrainingRows },
  params: BaggingParams,
  context: FitContext,
): Promise<number> {
  const target = bagTarget(kept, params);
  const table = bagTable(kept, target, params.maxBins);
  const quiet: FitContext = {
    ...context,
    checkpoint: { last: null, due: () => false, save: () => Promise.resolve() },
    progress: () => undefined,
    point: () => undefined,
  };
  const { trees } = await growTrees({ table, target, params, context: quiet });
  const { values, base } = target;
  const model: BagModel = { ...trees, task: taskOfTarget(kept.target), values, base, features: table.features };
  const scorer = createBagScorer(model, specsOf(table));
  const answers = scorer.scoreBlock(held.features, held.rows);
  let sum = 0;
  for (let row = 0; row < held.rows; row++) {
    const weight = held.weights?.[row] ?? 1;
    sum +=
      held.target.kind === 'number'
        ? weight * (answers[row]! - held.target.values[row]!) ** 2
        : argmax(answers, row * scorer.outputs, scorer.outputs) === held.target.codes[row]
          ? 0
          : weight;
  }
  return sum;
}

function takeRows(rows: TrainingRows, wanted: (row: number) => boolean): TrainingRows {
  const places = Int32Array.from({ length: rows.rows }, (_, row) => row).filter(wanted);
  const { target, weights } = rows;
  return {
    rows: places.length,
    features: rows.features.map((column) => takeCells(column, places)),
    target: takeTarget(target, places),
    ...(weights === undefined ? {} : { weights: Float64Array.from(places, (row) => weights[row]!) }),
  };
}

function takeCells(column: FeatureColumn, places: Int32Array): FeatureColumn {
  if (column.kind === 'number') return { ...column, values: Float64Array.from(places, (row) => column.values[row]!) };
  if (column.kind === 'category') return { ...column, values: Array.from(places, (row) => column.values[row] ?? null) };
  throw new TypeError(`feature ${column.name}: trees read no ${column.kind} column`);
}

function takeTarget(target: TargetColumn, places: Int32Array): TargetColumn {
  return target.kind === 'number'
    ? { kind: 'number', values: Float64Array.from(places, (row) => target.values[row]!) }
    : { ...target, codes: places.map((row) => target.codes[row]!) };
}
