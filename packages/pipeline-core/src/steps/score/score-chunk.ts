import { z } from 'zod';
import { defineStep } from '../define-step';
import { param } from '../param';

export const scoreChunk = defineStep({
  type: 'score-chunk',
  version: 1,
  stage: 'score',
  title: 'Score a chunk',
  summary:
    'Predicts for some rows of a stored batch with a release, as a part of a batch that an endpoint was asked for.',
  doc: `Offline scoring cuts a stored batch into chunks by row number. Each is scored by a step of its own, wherever a worker is free, and what is done stays done when a worker dies.

The same rows of the same batch with the same release lead to the same predictions, so they are computed once.`,
  synonyms: ['offline scoring', 'batch prediction', 'chunk'],
  icon: 'list-checks',
  hidden: true,
  params: z.object({
    from: param(z.int().min(0).default(0), { title: 'First row number' }),
    to: param(z.int().min(1).nullable().default(null), { title: 'Row number behind the last; none: to the end' }),
    keep: param(z.array(z.string()).default([]), { title: 'Columns that go along' }),
    probabilities: param(z.boolean().default(true), { title: 'Probability of each class' }),
  }),
  inputs: {},
  outputs: { predictions: { type: 'Predictions', title: 'Predictions' } },
  flags: { deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 1e5, megabytes: 256 + rows / 2e3 }),
  describe: ({ from, to }) => `Rows ${from} to ${to === null ? 'the end' : to - 1}`,
  inferSchema: () => ({
    outputs: {
      predictions: { kind: 'needs-run', reason: 'Predictions have their columns when the model has scored.' },
    },
    issues: [],
  }),
});
