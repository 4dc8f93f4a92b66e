import { z } from 'zod';
import { defineStep, type StepIssue } from '../define-step';
import { param } from '../param';

export const batchScore = defineStep({
  type: 'batch-score',
  version: 1,
  stage: 'score',
  title: 'Batch score',
  summary: 'Predicts for every row of a table with a model of this pipeline or with a registered release.',
  doc: `Connect a model, or name a registered one: then the chosen release answers, with the same preparation as online.

The predictions hold one row per row of the table, with the row number and the id columns beside them.`,
  synonyms: ['predict', 'inference', 'score', 'apply model'],
  icon: 'list-checks',
  params: z.object({
    model: param(z.string().default(''), {
      title: 'Registered model',
      description: 'Used when no model is connected.',
      widget: 'model',
    }),
    release: param(z.string().min(1).default('latest'), {
      title: 'Release',
      description: 'The latest, the champion, or one for good.',
      widget: 'release',
    }),
    probabilities: param(z.boolean().default(true), { title: 'Probability of each class' }),
  }),
  inputs: { table: { type: 'Table', title: 'Table' }, model: { type: 'Model', title: 'Model', optional: true } },
  outputs: { predictions: { type: 'Predictions', title: 'Predictions' } },
  flags: { deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.3 + rows / 1e5, megabytes: 256 + rows / 2e3 }),
  describe: (params) =>
    params.model === '' ? 'With the connected model' : `${params.model}, ${params.release} release`,
  references: (params) =>
    params.model === '' ? [] : [{ name: 'release', kind: 'release', model: params.model, release: params.release }],
  inferSchema(params, inputs, context) {
    const issues: StepIssue[] = [];
    const connected = (inputs.model?.length ?? 0) > 0;
    if (!connected && params.model === '') {
      issues.push({
        code: 'no-model',
        severity: 'error',
        message: 'Connect a model, or name a registered one.',
        param: 'model',
      });
    }
    if (context?.references.release === null) {
      issues.push({
        code: 'release-gone',
        severity: 'error',
        message: `There is no such release of \`${params.model}\`. Choose another one.`,
        param: 'release',
      });
    }
    return {
      outputs: {
        predictions: { kind: 'needs-run', reason: 'Predictions have their columns when the model has scored.' },
      },
      issues,
    };
  },
});
