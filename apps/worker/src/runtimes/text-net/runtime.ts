import { PipelineError } from '@millrace/pipeline-core/errors';
import { rowWeights } from '../class-weights';
import type { Device, FitContext, ModelRuntime, RowScorer, TrainingRows } from '../model-runtime';
import { curveOf, fitNet, type NetFit } from '../nets/fit-net';
import { heads } from '../nets/heads';
import { meanOne } from '../nets/mean-one';
import { createTensorTrainer } from '../nets/tensor-trainer';
import { requireClasses } from '../require-classes';
import { taskOfTarget } from '../task-of-target';
import { place, requireTerms, textColumns } from '../text/text-columns';
import { textMatrix } from '../text/text-rows';
import { learnVocabulary, type TermBlock } from '../text/vocabulary';
import { engineTitle } from '../tfjs/engine-title';
import { type Backend, loadBackend } from '../tfjs/load-backend';
import { createPause } from '../turn-event-loop';
import { encodeTextNet } from './model';
import { type TextRows, textNet } from './net';
import type { TextNetParams } from './params';
import { loadTextNet } from './scorer';
import { type TextShape, textShape } from './shape';

/** Bytes of one entry of the matrix of terms: a place and a number, and room for the copy that a growing array makes. */
const BYTES_PER_ENTRY = 36;

/** Nets over texts: embeddings of terms, their mean by TF-IDF, a dense layer; by Adam, early stopping on validation rows. */
export const textNetRuntime = createTextNetRuntime((device) => loadBackend({ device }));

export function createTextNetRuntime(
  open: (device: Device) => Promise<Backend>,
): ModelRuntime<TextNetParams, RowScorer> {
  return {
    format: 'text-net',

    describe: () => ({
      format: 'text-net',
      title: place,
      tasks: ['binary', 'multiclass'],
      reads: { numbers: false, categories: false, missing: true, text: true },
      resumable: true,
      threads: 'one',
      devices: ['cpu', 'gpu'],
      exactlyRepeats: true,
    }),

    async fit({ params, train, validation, context }) {
      const task = taskOfTarget(train.target);
      const { classes } = requireClasses(train.target, place);
      const head = heads[task];
      const columns = textColumns(train);
      const blocks = await learnVocabulary({ columns, params, pause: createPause(context) });
      const terms = blocks.reduce((sum, block) => sum + block.terms.length, 0);
      requireTerms(terms, params);
      const { dimensions, width } = params;
      const shape = textShape({ terms, dimensions, width, outputs: head.outputs(classes.length) });
      requireMemory({ shape, params, context });
      const read = (rows: TrainingRows) => textRows(rows, { blocks, params, context });
      const held = validation === null || validation.rows === 0 ? null : await read(validation);
      const work = { head, shape, params, context, train: await read(train), validation: held };
      const backend = await open(context.device);
      const net = textNet(backend.tf, work);
      const fit = await fitNet((from) => createTensorTrainer(backend, { net, context, from }), {
        ...{ place, lossName: head.lossName, unit: 1, context, judged: held !== null },
        ...{ epochs: params.epochs, patience: params.patience },
      });
      return {
        format: 'text-net',
        task,
        features: columns.map(({ name }) => ({ name, kind: 'text' as const })),
        classes,
        // What a net makes of a column only shuffling it tells.
        importance: [],
        curve: curveOf(fit, 1),
        ...encodeTextNet({ blocks, shape, parameters: fit.parameters }),
        summary: summaryOf({ fit, shape, engine: engineTitle(backend) }),
        ...(backend.repeats ? {} : { repeats: false }),
      };
    },

    load: loadTextNet,
  };
}

async function textRows(
  rows: TrainingRows,
  { blocks, params, context }: { blocks: readonly TermBlock[]; params: TextNetParams; context: FitContext },
): Promise<TextRows> {
  const { codes } = requireClasses(rows.target, place);
  const matrix = await textMatrix({
    columns: textColumns(rows),
    rows: rows.rows,
    blocks,
    mostEntries: Math.floor((context.memoryMegabytes * 1e6) / BYTES_PER_ENTRY),
    pause: createPause(context),
  });
  return {
    matrix,
    targets: Float32Array.from(codes),
    weights: meanOne(rowWeights(rows, params.classWeights), rows.rows),
  };
}

function summaryOf({ fit, shape, engine }: { fit: NetFit; shape: TextShape; engine: string }) {
  return {
    terms: shape.terms,
    dimensions: shape.dimensions,
    hidden: shape.hidden.outputs,
    parameters: shape.parameters,
    epochs: fit.epochs,
    bestEpoch: fit.bestEpoch,
    stopped: fit.stopped,
    engine,
  };
}

/** Parameters with their means and what a step makes of them; a batch of texts with a cell for every term. */
function requireMemory({
  shape,
  params,
  context,
}: {
  shape: TextShape;
  params: TextNetParams;
  context: FitContext;
}): void {
  const bytes = 48 * shape.parameters + 8 * Math.max(params.batchSize, 256) * shape.terms;
  if (bytes / 1e6 <= context.memoryMegabytes) return;
  throw new PipelineError({
    code: 'model-too-large',
    family: 'pipeline',
    place,
    seen: `${shape.terms} terms in ${shape.dimensions} dimensions, which take ${Math.ceil(bytes / 1e6)} MB`,
    expected: `at most ${context.memoryMegabytes} MB`,
    next: 'Lower "Most terms" or the dimensions, or raise "In at least".',
  });
}
