import { z } from 'zod';
import { partParam } from '../common-params';
import { defineStep } from '../define-step';
import { incoming } from '../infer';
import { param } from '../param';
import { partIssues } from './part-issues';
import { scoredRows } from './scored-rows';

export const evaluate = defineStep({
  type: 'evaluate',
  version: 1,
  stage: 'evaluate',
  title: 'Evaluate',
  summary: 'Scores a model on rows it has not learned from: metrics, curves and intervals.',
  doc: `Metrics and curves follow the task: ROC, precision-recall, gain, confusion and calibration for classes; errors and residuals for numbers and forecasts; silhouettes for groups; for recommendations what of the items users had later stands in the first 10 places. Intervals come from resampling the rows (bootstrap).

Rows without a target are left out and counted. The rows may be the ones the model was trained on the way they are, or rows before the preparation: then the model's own preparation is applied.

A threshold **by costs** is the one at which the errors on validation rows cost least; it is judged on the part chosen, kept with the candidate and goes into its releases. Without validation rows the judged rows choose it, which flatters it.

Behind Cross-validate it also judges the refitted model of each fold on the rows that fold holds out, and shows their mean, standard deviation and each value.`,
  synonyms: ['metrics', 'score', 'test', 'auc', 'accuracy', 'confusion', 'roc', 'r2', 'rmse', 'validate'],
  icon: 'clipboard-check',
  params: z.object({
    part: partParam('test', 'Which rows to score.'),
    thresholdBy: param(z.enum(['number', 'costs']).default('number'), {
      title: 'Threshold by',
      description: 'Two classes: what says from which probability on a row counts as positive.',
      labels: { number: 'A number', costs: 'What errors cost' },
      ofClasses: true,
    }),
    threshold: param(z.number().min(0).max(1).nullable().default(null), {
      title: 'Threshold',
      description: 'Two classes: from which probability on it counts as positive.',
      placeholder: '0.5',
      showWhen: { param: 'thresholdBy', is: ['number'] },
      ofClasses: true,
    }),
    falseAlarmCost: param(z.number().min(0).default(1), {
      title: 'A false alarm costs',
      description: 'A row of the other class that is called positive. Any unit, the same for both.',
      showWhen: { param: 'thresholdBy', is: ['costs'] },
      ofClasses: true,
    }),
    missedCost: param(z.number().min(0).default(1), {
      title: 'A missed one costs',
      description: 'A positive row that is not found.',
      showWhen: { param: 'thresholdBy', is: ['costs'] },
      ofClasses: true,
    }),
    bootstrap: param(z.int().min(0).max(5000).default(200), {
      title: 'Resamples for intervals',
      description: '0: no intervals.',
      advanced: true,
    }),
  }),
  inputs: { model: { type: 'Model', title: 'Model' }, rows: scoredRows },
  outputs: {
    evaluation: { type: 'Metrics', title: 'Evaluation' },
    predictions: { type: 'Predictions', title: 'Predictions' },
  },
  flags: { seesLabel: true, deterministic: true },
  gathers: { output: 'evaluation', input: 'folds' },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.3 + (rows * (1 + params.bootstrap / 20)) / 1e5, megabytes: 256 + rows / 2e3 }),
  describe: (params) => `On ${params.part} rows${params.thresholdBy === 'costs' ? ', threshold by costs' : ''}`,
  whyDropped: () => 'Its target is missing, or is a class that no train row has.',
  inferSchema(params, inputs) {
    const issues = partIssues(incoming(inputs, 'rows'), params.part);
    const reason = 'Predictions have their columns when the model has scored.';
    return { outputs: { evaluation: { kind: 'opaque' }, predictions: { kind: 'needs-run', reason } }, issues };
  },
});
