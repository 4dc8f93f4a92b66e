import { z } from 'zod';
import { columnsParam } from '../columns-param';
import { classWeightsParam, seedParam, targetParam } from '../common-params';
import { defineStep } from '../define-step';
import { inferTrainer } from '../infer-trainer';
import { param } from '../param';
import { rowsIn, trainerOut } from '../ports';

export const textClassifier = defineStep({
  type: 'text-classifier',
  version: 1,
  stage: 'train',
  title: 'Text classifier',
  summary: 'Predicts a class from texts: which words and parts of words speak for it.',
  doc: `Reads the text columns itself: **no Vectorise text before it**. Every run of words and every run of characters inside a word gets a weight by how rare it is (TF-IDF); runs of characters forgive slips and endings. Then one linear function per class is learned against all others (a support vector machine), and its values become probabilities on rows that it has not seen: validation rows, or a part of the train rows held out for it.

It is quick, needs no pretrained model, and is hard to beat on short texts with many classes. Numbers and other columns are left out; a missing text has no words.`,
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
  ],
  icon: 'text-search',
  params: z.object({
    target: targetParam(),
    columns: columnsParam(['text'], 'text column'),
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
    maxIterations: param(z.int().min(1).max(10_000).default(100), { title: 'Most iterations', advanced: true }),
    classWeights: classWeightsParam(),
    seed: seedParam(),
  }),
  inputs: rowsIn,
  outputs: trainerOut,
  flags: { seesLabel: true, deterministic: true, ownProcess: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.5 + rows / 500, megabytes: 256 + rows / 100 }),
  describe: (params) =>
    [
      params.words === 0 ? null : `Words to ${params.words}`,
      params.characters === 0 ? null : `characters to ${params.characters}`,
      `strength ${params.strength}`,
    ]
      .filter((part) => part !== null)
      .join(', '),
  trains: {
    tasks: ['binary', 'multiclass'],
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
