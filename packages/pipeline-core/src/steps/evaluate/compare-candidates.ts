import { z } from 'zod';
import { partParam } from '../common-params';
import { defineStep, type StepIssue } from '../define-step';
import { incoming } from '../infer';
import { param } from '../param';
import { partIssues } from './part-issues';
import { scoredRows } from './scored-rows';

const metrics = ['auto', 'roc-auc', 'accuracy', 'f1', 'f1-macro', 'log-loss', 'r2', 'rmse', 'mae'] as const;
const labels = {
  auto: 'Automatic',
  'roc-auc': 'ROC AUC',
  accuracy: 'Accuracy',
  f1: 'F1',
  'f1-macro': 'F1, mean of classes',
  'log-loss': 'Log loss',
  r2: 'R²',
  rmse: 'Root mean squared error',
  mae: 'Mean absolute error',
} as const;

export const compareCandidates = defineStep({
  type: 'compare-candidates',
  version: 1,
  stage: 'evaluate',
  title: 'Compare candidates',
  summary: 'Ranks models on the same rows and hands on the best; what cannot be told apart is shown as a tie.',
  doc: `All models are scored on the same rows. The difference to the best is resampled in pairs (bootstrap); a model whose interval spans zero is **tied** with it. Among many models the bar is higher: the luckiest of many equal ones is far ahead by chance alone.

**Automatic** takes ROC AUC for two classes, accuracy for more, R² for numbers. Choose on validation rows and keep test rows for the last word. Behind Cross-validate the **mean over the folds** decides, whatever part is chosen.`,
  synonyms: ['leaderboard', 'best model', 'rank', 'choose', 'champion', 'select model'],
  icon: 'trophy',
  params: z.object({
    metric: param(z.enum(metrics).default('auto'), { title: 'Metric', labels }),
    part: partParam('validation', 'Which rows decide. Without validation rows: test.'),
    bootstrap: param(z.int().min(0).max(5000).default(200), {
      title: 'Resamples for ties',
      description: '0: no ties.',
      advanced: true,
    }),
  }),
  inputs: { models: { type: 'Model', title: 'Models', many: true }, rows: scoredRows },
  outputs: { best: { type: 'Model', title: 'Best model' }, comparison: { type: 'Metrics', title: 'Comparison' } },
  flags: { seesLabel: true, deterministic: true },
  gathers: { output: 'comparison', input: 'folds' },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.5 + (rows * (3 + params.bootstrap / 10)) / 1e5, megabytes: 256 + rows / 1e3 }),
  describe: (params) => `${params.metric === 'auto' ? 'Main metric' : labels[params.metric]} on ${params.part} rows`,
  choosesOn: { param: 'part', models: 'models', rows: 'rows' },
  inferSchema(params, inputs) {
    const issues: StepIssue[] = partIssues(incoming(inputs, 'rows'), params.part);
    if ((inputs.models?.length ?? 0) === 1) {
      issues.push({
        code: 'one-candidate',
        severity: 'warning',
        message: 'Only one model is connected; there is nothing to compare it with.',
        port: 'models',
      });
    }
    return { outputs: { best: { kind: 'opaque' }, comparison: { kind: 'opaque' } }, issues };
  },
});
