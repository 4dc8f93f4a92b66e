import { z } from 'zod';
import { searchMetricSchema } from '../../search/outcome';
import { searchSpaceSchema } from '../../search/space';
import { methodSchema, settingsSchema } from '../../search/trial';
import { defineStep } from '../define-step';
import { param } from '../param';

export const searchPropose = defineStep({
  type: 'search-propose',
  version: 1,
  stage: 'train',
  title: 'Propose trials',
  summary: 'Chooses the settings that the next trials of a search are fitted with.',
  doc: `A search is made of rounds: this step proposes settings, the trials of the round are fitted with them, and the next proposal learns from how they went. The same trials lead to the same proposal, so a search that was stopped goes on as if it had not been.

Each proposal stays small, so that every trial can read it.`,
  synonyms: ['search', 'tuning', 'round'],
  icon: 'radar',
  hidden: true,
  params: z.object({
    round: param(z.int().min(0).default(0), { title: 'Round' }),
    first: param(z.int().min(0).default(0), { title: 'Number of the first trial' }),
    count: param(z.int().min(1).max(32).default(1), { title: 'Trials of the round' }),
    space: param(searchSpaceSchema.default({}), { title: 'Space' }),
    base: param(settingsSchema.default({}), { title: 'Settings that stay' }),
    method: param(methodSchema.default({ method: 'random' }), { title: 'Method' }),
    metric: param(searchMetricSchema.default('auto'), {
      title: 'Metric',
      labels: {
        auto: 'Automatic',
        auc: 'ROC AUC',
        accuracy: 'Accuracy',
        f1: 'F1',
        f1Macro: 'F1, mean of classes',
        logLoss: 'Log loss',
        r2: 'R²',
        rmse: 'Root mean squared error',
        mae: 'Mean absolute error',
      },
    }),
  }),
  inputs: {},
  outputs: { proposal: { type: 'Any', title: 'Proposal' } },
  flags: { deterministic: true },
  needs: 'cpu',
  cost: () => ({ seconds: 0.1, megabytes: 128 }),
  describe: ({ round, count }) => `Round ${round + 1}, ${count} trials`,
  inferSchema: () => ({ outputs: { proposal: { kind: 'opaque' } }, issues: [] }),
});
