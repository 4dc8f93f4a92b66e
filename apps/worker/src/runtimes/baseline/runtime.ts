import { PipelineError } from '@millrace/pipeline-core/errors';
import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { outputWidth } from '@millrace/pipeline-core/release';
import { sortedQuantile } from '@millrace/pipeline-core/stats';
import { z } from 'zod';
import { damagedModel } from '../damaged-model';
import type {
  FeatureColumn,
  FeatureImportance,
  FeatureSpec,
  ModelRuntime,
  RowScorer,
  StoredModel,
  TrainingRows,
} from '../model-runtime';
import { taskOfTarget } from '../task-of-target';
import { blobLayoutSchema, packArrays, unpackArrays } from '../weights-blob';
import type { BaselineParams } from './params';

const manifestSchema = z.object({ v: z.literal(1), layout: blobLayoutSchema });

/**
 * What a model must beat: the class shares of the training rows (so the majority class is the answer) or their mean or
 * median. Features are accepted as they come and not looked at.
 */
export const baselineRuntime: ModelRuntime<BaselineParams, RowScorer> = {
  format: 'baseline',

  describe: () => ({
    format: 'baseline',
    title: 'Baseline',
    tasks: ['binary', 'multiclass', 'regression'],
    reads: { numbers: true, categories: true, missing: true },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    if (train.rows === 0) throw noRows();
    context.signal.throwIfAborted();
    const answer = train.target.kind === 'class' ? classShares(train) : Float64Array.of(constant(train, params));
    const { layout, blob } = packArrays({ answer });
    context.progress({ done: 1, total: 1 });
    const { target } = train;
    return {
      format: 'baseline',
      task: taskOfTarget(target),
      features: train.features.map(specOf),
      ...(target.kind === 'class' ? { classes: target.classes } : {}),
      importance: worthless(train.features),
      curve: [],
      json: { v: 1, layout },
      weights: blob,
      summary: { answers: target.kind === 'class' ? 'class shares' : params.statistic },
    };
  },

  load: loadBaseline,
  importance: (model) => worthless(model.features),
};

/** The one answer of a stored baseline. Throws `model-damaged` unless it fits the task. */
export function baselineAnswer(model: StoredModel): Float64Array {
  const manifest = manifestSchema.safeParse(model.json);
  if (!manifest.success)
    throw damagedModel({ seen: 'another manifest', expected: 'a baseline of version 1', cause: manifest.error });
  const answer = unpackArrays(manifest.data.layout, model.weights).f64('answer');
  const outputs = outputWidth(model.task, model.classes?.length ?? 0);
  if (answer.length !== outputs) throw damagedModel({ seen: `${answer.length} answers`, expected: `${outputs}` });
  return answer;
}

/** A scorer that always gives the stored answer. */
export function loadBaseline(model: StoredModel): RowScorer {
  const answer = baselineAnswer(model);
  const outputs = answer.length;
  return {
    outputs,
    scoreRow: (_row, out) => out.set(answer),
    scoreBlock(_columns, rows) {
      const out = new Float64Array(rows * outputs);
      for (let row = 0; row < rows; row++) out.set(answer, row * outputs);
      return out;
    },
  };
}

/** Features are not looked at. */
function worthless(features: readonly { name: string }[]): FeatureImportance {
  return features.map(({ name }) => ({ feature: name, value: 0 }));
}

function classShares({ target, weights, rows }: TrainingRows): Float64Array {
  if (target.kind !== 'class') return new Float64Array(0);
  const shares = new Float64Array(target.classes.length);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    shares[target.codes[row]!]! += weight;
    total += weight;
  }
  return shares.map((share) => share / total);
}

function constant({ target, weights, rows }: TrainingRows, params: BaselineParams): number {
  if (target.kind !== 'number') return Number.NaN;
  if (params.statistic === 'median') return sortedQuantile(target.values.slice().sort(), 0.5);
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights?.[row] ?? 1;
    sum += weight * target.values[row]!;
    total += weight;
  }
  return sum / total;
}

function specOf(feature: FeatureColumn): FeatureSpec {
  const { name } = feature;
  switch (feature.kind) {
    case 'number':
    case 'text':
      return { name, kind: feature.kind };
    case 'category':
      return { name, kind: 'category', levels: [] };
    case 'vector':
      return { name, kind: 'vector', width: feature.width };
    default:
      return assertNever(feature);
  }
}

function noRows(): PipelineError {
  return new PipelineError({
    code: 'nothing-to-learn',
    family: 'pipeline',
    place: 'Baseline › training rows',
    seen: 'no rows',
    expected: 'at least one row',
    next: 'Check the filters before the split and the train share.',
  });
}
