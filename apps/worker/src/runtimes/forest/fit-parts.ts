import { PipelineError } from '@millrace/pipeline-core/errors';
import type { FeatureSpec, FittedModel, TargetTask, TrainingRows } from '../model-runtime';
import type { FeatureBinning } from './binned-table';
import { encodeForest } from './codec';
import { gainImportance } from './explain';
import type { Loss, LossRows } from './losses';
import type { ForestModel } from './model';
import type { ForestParams } from './params';

/** What boosting leaves behind, whoever grew the trees. */
export type BoostedTrees = {
  trees: Omit<ForestModel, 'task' | 'outputs' | 'exponential' | 'initialScores' | 'features'>;
  /** Gain per model feature over the rounds kept. */
  gains: Float64Array;
  curve: FittedModel['curve'];
  /** Rounds kept. */
  rounds: number;
  lossName: Loss['name'];
  outputs: number;
  initialScores: Float64Array;
};

/** Refuses a target that nothing can be learned from. */
export function checkTarget(train: TrainingRows): void {
  if (train.rows === 0 || (train.target.kind === 'class' && train.target.classes.length < 2)) {
    throw new PipelineError({
      code: 'nothing-to-learn',
      family: 'pipeline',
      place: 'Gradient boosted trees › target',
      seen: train.rows === 0 ? 'no training rows' : 'one class',
      expected: 'training rows of at least two classes',
      next: 'Choose another target column or check the filters before the split.',
    });
  }
}

/** Refuses a target that the loss cannot read, and directions of features that have none. */
export function checkSettings({ features, target }: TrainingRows, { loss, monotone }: ForestParams): void {
  if (loss === 'poisson' && target.kind === 'number' && target.values.some((value) => value < 0)) {
    throw new PipelineError({
      code: 'negative-target',
      family: 'pipeline',
      place: 'Gradient boosted trees › loss',
      seen: `a target of ${target.values.find((value) => value < 0)} with the Poisson loss`,
      expected: 'counts: 0 or more',
      next: 'Choose the squared loss, or another target column.',
    });
  }
  for (const name of Object.keys(monotone)) {
    const feature = features.find((one) => one.name === name);
    if (feature?.kind === 'number') continue;
    throw new PipelineError({
      code: 'no-such-number',
      family: 'pipeline',
      place: 'Gradient boosted trees › rising and falling columns',
      seen: feature === undefined ? `no feature "${name}"` : `texts in "${name}"`,
      expected: 'numbers among the features',
      next: 'Take the column out of the list, or connect rows that have it.',
    });
  }
}

/** Targets as doubles: the number, or the code of the class. */
export function lossRows(rows: TrainingRows, weights: Float64Array | null): LossRows {
  const target = rows.target.kind === 'number' ? rows.target.values : Float64Array.from(rows.target.codes);
  return { target, weights, rows: rows.rows };
}

/** The model of the trees, with what people are told about it. */
export function fittedModel(options: {
  task: TargetTask;
  train: TrainingRows;
  binnings: readonly FeatureBinning[];
  result: BoostedTrees;
}): FittedModel {
  const { task, train, binnings, result } = options;
  const model: ForestModel = {
    task,
    outputs: result.outputs,
    exponential: result.lossName === 'Poisson deviance',
    initialScores: result.initialScores,
    features: binnings,
    ...result.trees,
  };
  const leaves = model.kind.reduce((sum, kind) => sum + (kind === 0 ? 1 : 0), 0);
  return {
    format: 'tree-ensemble',
    task,
    features: binnings.map(specOf),
    ...(train.target.kind === 'class' ? { classes: train.target.classes } : {}),
    importance: gainImportance(
      binnings.map((binning) => binning.name),
      result.gains,
    ),
    curve: result.curve,
    ...encodeForest(model, result.lossName),
    summary: { rounds: result.rounds, trees: model.treeStart.length - 1, leaves },
  };
}

function specOf(binning: FeatureBinning): FeatureSpec {
  return binning.kind === 'number'
    ? { name: binning.name, kind: 'number' }
    : { name: binning.name, kind: 'category', levels: binning.levels };
}
