import { z } from 'zod';
import { defineStep } from '../define-step';
import { param } from '../param';

export const gatherScores = defineStep({
  type: 'gather-scores',
  version: 1,
  stage: 'score',
  title: 'Gather the scores',
  summary: 'Puts the chunks of a scored batch one below the other, each row with its release and its batch.',
  doc: `The last step of offline scoring: one table in the order of the rows that were scored, kept like every other result. Once it is there, \`scoring-completed\` is announced.`,
  synonyms: ['offline scoring', 'batch prediction', 'score store'],
  icon: 'list-checks',
  hidden: true,
  params: z.object({
    batch: param(z.string().default(''), { title: 'Scored batch' }),
    endpoint: param(z.string().default(''), { title: 'Endpoint' }),
    release: param(z.string().default(''), { title: 'Release' }),
  }),
  inputs: { chunks: { type: 'Predictions', title: 'Chunks', many: true } },
  outputs: { predictions: { type: 'Predictions', title: 'Predictions' } },
  flags: { stacksRows: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.2 + rows / 2e6, megabytes: 512 }),
  describe: ({ release }) => (release === '' ? 'All chunks' : `By ${release}`),
  inferSchema: () => ({
    outputs: {
      predictions: { kind: 'needs-run', reason: 'Predictions have their columns when the model has scored.' },
    },
    issues: [],
  }),
});
