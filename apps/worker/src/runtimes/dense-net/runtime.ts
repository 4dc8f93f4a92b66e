import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Device, FitContext, ModelRuntime, RowScorer, TrainingRows } from '../model-runtime';
import { curveOf, fitNet, type NetFit } from '../nets/fit-net';
import { heads } from '../nets/heads';
import { requireClasses } from '../require-classes';
import { taskOfTarget } from '../task-of-target';
import type { NetNeed } from './kernel-plan';
import { encodeDenseNet } from './model';
import { openNetEngine } from './net-engine';
import { netRows, place, type Scaling, scalingOf, standardBy } from './net-rows';
import type { NetEngine } from './net-trainer';
import type { DenseNetParams } from './params';
import { loadDenseNet } from './scorer';
import { hiddenWidths, type Shape, shapeOf } from './shape';

/** Dense nets: relu layers by Adam on standardised columns, early stopping on the validation rows. */
export const denseNetRuntime = createDenseNetRuntime(openNetEngine);

export function createDenseNetRuntime(
  open: (device: Device, need: NetNeed) => Promise<NetEngine>,
): ModelRuntime<DenseNetParams, RowScorer> {
  return {
    format: 'dense-net',

    describe: () => ({
      format: 'dense-net',
      title: place,
      tasks: ['binary', 'multiclass', 'regression'],
      reads: { numbers: true, categories: false, missing: false },
      resumable: true,
      threads: 'team',
      devices: ['cpu', 'gpu'],
      exactlyRepeats: true,
    }),

    async fit({ params, train, validation, context }) {
      const task = taskOfTarget(train.target);
      const classes = train.target.kind === 'class' ? requireClasses(train.target, place).classes : [];
      const head = heads[task];
      const hidden = hiddenWidths(params);
      const shape = shapeOf([train.features.length, ...hidden, head.outputs(classes.length)]);
      requireMemory({ train, shape, context, copies: params.copies });
      const scaling = scalingOf(train);
      const held = validation === null || validation.rows === 0 ? null : validation;
      const { batchSize, copies, classWeights } = params;
      const need = { task, shape, rows: train.rows, heldRows: held?.rows ?? 0, batchSize, copies };
      const engine = await open(context.device, need);
      const { cells } = engine;
      const work = {
        ...{ head, shape, params, context },
        train: netRows(train, scaling, { cells: cells.train, classWeights }),
        validation: held === null ? null : netRows(held, scaling, { cells: cells.validation, classWeights }),
      };
      const unit = scaling.target === null ? 1 : scaling.target.scale ** 2;
      const fit = await fitNet((from) => engine.trainer(work, from), {
        ...{ place, lossName: head.lossName, unit, context, judged: held !== null },
        ...{ epochs: params.epochs, patience: params.patience },
      });
      return {
        format: 'dense-net',
        task,
        features: train.features.map(({ name }) => ({ name, kind: 'number' as const })),
        ...(train.target.kind === 'class' ? { classes } : {}),
        // What a net makes of a feature only shuffling it tells.
        importance: [],
        curve: curveOf(fit, unit),
        ...encodeDenseNet({ hidden, target: scaling.target, ...factorsOf(scaling), parameters: fit.parameters }),
        summary: summaryOf({ fit, hidden, shape, engine }),
        ...(engine.repeats ? {} : { repeats: false }),
      };
    },

    load: loadDenseNet,
  };
}

function factorsOf({ columns }: Scaling): { centre: Float64Array; factor: Float64Array } {
  const by = Array.from(columns.mean, (_, at) => standardBy(columns, at));
  return {
    centre: Float64Array.from(by, ({ centre }) => centre),
    factor: Float64Array.from(by, ({ factor }) => factor),
  };
}

function summaryOf(of: { fit: NetFit; hidden: readonly number[]; shape: Shape; engine: NetEngine }) {
  const { fit, hidden, shape, engine } = of;
  return {
    hidden: hidden.join(', '),
    parameters: shape.parameters,
    epochs: fit.epochs,
    bestEpoch: fit.bestEpoch,
    stopped: fit.stopped,
    engine: engine.title,
  };
}

/** Columns as they came and as the net reads them; parameters with their gradients, means and what a step makes of them. */
function requireMemory(of: { train: TrainingRows; shape: Shape; context: FitContext; copies: number }): void {
  const { train, shape, context, copies } = of;
  // Each further copy has a gradient and its weights the other way round.
  const needed = (12 * train.rows * train.features.length + (32 + 8 * copies) * shape.parameters) / 1e6;
  if (needed <= context.memoryMegabytes) return;
  throw new PipelineError({
    code: 'too-many-cells',
    family: 'pipeline',
    place: `${place} › memory`,
    seen: `${train.rows} rows of ${train.features.length} numbers and a net of ${shape.parameters} parameters, which take ${Math.ceil(needed)} MB`,
    expected: `at most ${context.memoryMegabytes} MB`,
    next: 'Make the layers smaller, or add "Sample rows" or "Reduce dimensions" before this step.',
  });
}
