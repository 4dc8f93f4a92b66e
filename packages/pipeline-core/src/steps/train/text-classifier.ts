import { z } from 'zod';
import { columnsParam } from '../columns-param';
import { classWeightsParam, seedParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

const ofLinear = { param: 'method', is: ['linear'] };
const ofNet = { param: 'method', is: ['net'] };

const paramsSchema = z.object({
  target: targetParam(),
  columns: columnsParam(['text'], 'text column'),
  method: param(z.enum(['linear', 'net']).default('linear'), {
    title: 'Method',
    labels: { linear: 'Weights of terms (linear)', net: 'Embedding net' },
  }),
  words: param(z.int().min(0).max(5).default(2), {
    title: 'Longest run of words',
    description: '1: single words; 0: only characters.',
  }),
  characters: param(z.int().min(0).max(8).default(5), {
    title: 'Longest run of characters',
    description: 'Inside words, from 2. 0: only words.',
  }),
  strength: param(z.number().min(0.001).max(1000).default(1), {
    title: 'Strength',
    description: 'More strength, smaller weights (the inverse of C in other tools).',
    showWhen: ofLinear,
  }),
  dimensions: param(z.int().min(1).max(1024).default(64), {
    title: 'Dimensions',
    description: 'Numbers that each term becomes.',
    showWhen: ofNet,
  }),
  width: param(z.int().min(1).max(2048).default(128), { title: 'Cells of the layer behind', showWhen: ofNet }),
  dropout: param(z.number().min(0).max(0.9).default(0.3), {
    title: 'Dropout',
    description: 'Share of terms and cells that each train row does without.',
    widget: 'percent',
    showWhen: ofNet,
  }),
  learningRate: param(z.number().min(1e-6).max(1).default(0.003), {
    title: 'Learning rate',
    description: 'Smaller is slower and steadier.',
    showWhen: ofNet,
  }),
  epochs: param(z.int().min(1).max(10_000).default(30), {
    title: 'Most epochs',
    description: 'An epoch looks at every train row once.',
    showWhen: ofNet,
  }),
  // 0 rather than a switch: one parameter shows another, not a chain of them.
  patience: param(z.int().min(0).max(1000).default(4), {
    title: 'Epochs without improvement',
    description: 'Until it stops early. 0: never.',
    showWhen: ofNet,
  }),
  batchSize: param(z.int().min(1).max(65_536).default(64), {
    title: 'Rows per batch',
    advanced: true,
    showWhen: ofNet,
  }),
  minTexts: param(z.int().min(1).max(1_000_000).default(2), {
    title: 'In at least',
    description: 'Rarer terms are left out.',
    unit: 'texts',
    advanced: true,
  }),
  maxTerms: param(z.int().min(10).max(500_000).default(100_000), {
    title: 'Most terms',
    description: 'The most frequent ones, of words and of characters each.',
    advanced: true,
  }),
  maxIterations: param(z.int().min(1).max(10_000).default(100), {
    title: 'Most iterations',
    advanced: true,
    showWhen: ofLinear,
  }),
  classWeights: classWeightsParam(),
  device: param(z.enum(['auto', 'cpu', 'gpu']).default('auto'), {
    title: 'Device',
    description: 'Automatic: the processor.',
    labels: { auto: 'Automatic', cpu: 'Processor', gpu: 'Graphics card' },
    advanced: true,
    showWhen: ofNet,
  }),
  seed: seedParam(),
});
type Params = z.output<typeof paramsSchema>;

export const textClassifier = defineStep({
  type: 'text-classifier',
  version: 1,
  stage: 'train',
  title: 'Text classifier',
  summary: 'Predicts a class from texts: which words and parts of words speak for it.',
  doc: `Reads the text columns itself: **no Vectorise text before it**. Every run of words and every run of characters inside a word gets a weight by how rare it is (TF-IDF); runs of characters forgive slips and endings. Then one linear function per class is learned against all others (a support vector machine), and its values become probabilities on rows that it has not seen: validation rows, or a part of the train rows held out for it.

It is quick, needs no pretrained model, and is hard to beat on short texts with many classes.

The **embedding net** learns a vector of numbers for every term, takes the mean of those of a text (weighted by TF-IDF) through a layer of cells, and gives probabilities; Adam moves all of it, batch by batch, in TensorFlow.js. It stops when the loss of validation rows has not fallen for a while (without a validation part a seeded tenth of the train rows is held out) and keeps the best epoch. It takes longer and suits many texts per class.

Numbers and other columns are left out; a missing text has no words.`,
  synonyms: [
    'nlp',
    'svm',
    'support vector machine',
    'linear svc',
    'intent',
    'topic',
    'sentiment',
    'spam',
    'document classification',
    'tf-idf',
    'embedding',
    'neural net',
    'tensorflow',
  ],
  icon: 'text-search',
  params: paramsSchema,
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs: ({ method, device }) => (method === 'net' && device === 'gpu' ? 'gpu' : 'cpu'),
  cost: ({ method, epochs }, rows) => ({
    seconds: 0.5 + (method === 'linear' ? rows / 500 : (rows * Math.min(epochs, 15)) / 1000),
    megabytes: (method === 'linear' ? 256 : 768) + rows / 100,
  }),
  describe: (params) =>
    [
      params.words === 0 ? null : `Words to ${params.words}`,
      params.characters === 0 ? null : `characters to ${params.characters}`,
      howLearned(params),
    ]
      .filter((part) => part !== null)
      .join(', '),
  trains: {
    tasks: ['binary', 'multiclass'],
    inRounds: true,
    heldOutCurve: { param: 'method', is: ['net'] },
    triedOn: { texts: true },
    space: {
      words: { int: [1, 3] },
      characters: { choice: [0, 4, 5, 6] },
      strength: { real: [0.05, 20], log: true },
    },
  },
  inferSchema(params, inputs) {
    const needs = { title: 'Text classifier', target: params.target, native: false, predicts: 'class' } as const;
    const inference = inferTrainer({ ...needs, texts: params.columns }, inputs);
    if (params.words > 0 || params.characters > 0) return inference;
    const message = 'With neither words nor characters there is nothing to read. Set one of them to 1 or more.';
    const issue = { code: 'no-terms', severity: 'error', message, param: 'words' } as const;
    return { ...inference, issues: [...inference.issues, issue] };
  },
});

function howLearned({ method, strength, dimensions, learningRate }: Params): string {
  return method === 'linear' ? `strength ${strength}` : `${dimensions} dimensions, rate ${learningRate}`;
}
