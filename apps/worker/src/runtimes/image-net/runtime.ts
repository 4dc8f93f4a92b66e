import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ImageSize } from '@millrace/pipeline-core/images';
import type { Device, FeatureSpec, FitContext, ModelRuntime, RowScorer, TrainingRows } from '../model-runtime';
import { curveOf, fitNet, type NetFit } from '../nets/fit-net';
import { heads } from '../nets/heads';
import { createTensorTrainer } from '../nets/tensor-trainer';
import { requireClasses } from '../require-classes';
import { taskOfTarget } from '../task-of-target';
import { engineTitle } from '../tfjs/engine-title';
import { type Backend, loadBackend } from '../tfjs/load-backend';
import { channelScale, type ImageRows, imageRows, standardise, targetScale } from './image-rows';
import { imageSize, place } from './image-size';
import { encodeImageNet } from './model';
import { imageNet } from './net';
import type { ImageNetParams } from './params';
import { loadImageNet } from './scorer';
import { filtersOf, type ImageShape, imageShape } from './shape';

/** Convolutional nets over images: windows of 3 x 3 pixels, relu, halving, a dense layer; by Adam, early stopping on validation rows. */
export const imageNetRuntime = createImageNetRuntime((device) => loadBackend({ device }));

export function createImageNetRuntime(
  open: (device: Device) => Promise<Backend>,
): ModelRuntime<ImageNetParams, RowScorer> {
  return {
    format: 'image-net',

    describe: () => ({
      format: 'image-net',
      title: place,
      tasks: ['binary', 'multiclass', 'regression'],
      reads: { numbers: true, categories: false, missing: false, vectors: true },
      resumable: true,
      threads: 'one',
      devices: ['cpu', 'gpu'],
      exactlyRepeats: true,
    }),

    async fit({ params, train, validation, context }) {
      const task = taskOfTarget(train.target);
      const classes = train.target.kind === 'class' ? requireClasses(train.target, place).classes : [];
      const head = heads[task];
      const scale = targetScale(train);
      const read = (rows: TrainingRows) => imageRows(rows, { scale, classWeights: params.classWeights });
      const rows = read(train);
      const image = imageSize(rows.numbers, params);
      const outputs = head.outputs(classes.length);
      const shape = imageShape({ image, filters: filtersOf(params), width: params.width, outputs });
      requireMemory({ rows, shape, params, context });
      const held = validation === null || validation.rows === 0 ? null : read(validation);
      const channels = channelScale(rows.cells, image.channels);
      // A vector column is handed over as it is: others may read it, too.
      const standard = [rows, held].map((one) => one && { ...one, cells: one.cells.slice() });
      for (const one of standard) if (one !== null) standardise(one.cells, channels);
      const backend = await open(context.device);
      const work = { head, shape, params, context, train: standard[0] ?? rows, validation: standard[1] ?? null };
      const net = imageNet(backend.tf, work);
      const unit = scale === null ? 1 : scale.scale ** 2;
      const fit = await fitNet((from) => createTensorTrainer(backend, { net, context, from }), {
        ...{ place, lossName: head.lossName, unit, context, judged: held !== null },
        ...{ epochs: params.epochs, patience: params.patience },
      });
      return {
        format: 'image-net',
        task,
        features: train.features.map((feature) => specOf(feature, image)),
        ...(train.target.kind === 'class' ? { classes } : {}),
        // What a net makes of a pixel only changing it tells.
        importance: [],
        curve: curveOf(fit, unit),
        ...encodeImageNet({ ...channels, target: scale, shape, parameters: fit.parameters }),
        summary: summaryOf({ fit, shape, engine: engineTitle(backend) }),
        ...(backend.repeats ? {} : { repeats: false }),
      };
    },

    load: loadImageNet,
  };
}

/** Forms that ask for a vector show it as the image that it is. */
function specOf(feature: TrainingRows['features'][number], image: ImageSize): FeatureSpec {
  const { name } = feature;
  return feature.kind === 'vector' ? { name, kind: 'vector', width: feature.width, image } : { name, kind: 'number' };
}

function summaryOf({ fit, shape, engine }: { fit: NetFit; shape: ImageShape; engine: string }) {
  const { height, width, channels } = shape.image;
  return {
    image: `${width} x ${height}, ${channels === 1 ? 'grey' : 'in colour'}`,
    patterns: shape.convolutions.map(({ outputs }) => outputs).join(', '),
    parameters: shape.parameters,
    epochs: fit.epochs,
    bestEpoch: fit.bestEpoch,
    stopped: fit.stopped,
    engine,
  };
}

/** Images as they came and as the net reads them; parameters with their means; what a batch leaves on its way through the layers. */
function requireMemory(of: { rows: ImageRows; shape: ImageShape; params: ImageNetParams; context: FitContext }): void {
  const { rows, shape, params, context } = of;
  const layers = shape.convolutions.reduce((sum, { height, width, outputs }) => sum + height * width * outputs, 0);
  const windows = Math.max(...shape.convolutions.map(({ height, width, inputs }) => 9 * height * width * inputs));
  const bytes = 12 * rows.rows * rows.numbers + 40 * shape.parameters + 4 * params.batchSize * (6 * layers + windows);
  if (bytes / 1e6 <= context.memoryMegabytes) return;
  throw new PipelineError({
    code: 'too-many-cells',
    family: 'pipeline',
    place: `${place} › memory`,
    seen: `${rows.rows} images of ${rows.numbers} numbers and a net of ${shape.parameters} parameters, which take ${Math.ceil(bytes / 1e6)} MB`,
    expected: `at most ${context.memoryMegabytes} MB`,
    next: 'Make the images smaller in the step before, look for fewer patterns, take smaller batches, or learn from a sample.',
  });
}
