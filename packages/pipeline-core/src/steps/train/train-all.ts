import { z } from 'zod';
import type { Column } from '../../schema/table-schema';
import { typeInWords } from '../../schema/type-in-words';
import { roundSize } from '../../search/next-round';
import { seedParam, targetParam } from '../common-params';
import { defineStep, type SearchFamily, type StepContract, type StepIssue } from '../define-step';
import { incoming, tableIn } from '../infer';
import { modelFeatures } from '../model-features';
import { param } from '../param';
import { rowsIn } from '../ports';
import { searchableContract, searchableTitles, searchableTypes } from '../searchable';
import { splitFix } from '../split-fix';
import { targetColumn, targetIssues } from '../target';
import { preparationOf, sharedParams, startOf } from './search-family';
import { budgetText, minutesParam, searchMetricParam, stopPoorParam } from './search-params';
import { taskParam } from './task-param';

const paramsSchema = z.object({
  target: targetParam(),
  task: taskParam(),
  minutes: minutesParam(10),
  trials: param(z.int().min(1).max(200).default(12), {
    title: 'Trials of each kind',
    description: 'The first of each kind has its usual settings; the others are guided by those before.',
  }),
  metric: searchMetricParam(),
  kinds: param(z.array(z.enum(searchableTypes)).default([]), {
    title: 'Kinds of models',
    description: 'None chosen: every kind that suits the target and the rows.',
    labels: searchableTitles,
    advanced: true,
  }),
  bootstrap: param(z.int().min(0).max(5000).default(200), {
    title: 'Resamples for ties',
    description: '0: no ties.',
    advanced: true,
  }),
  stopPoor: stopPoorParam(),
  seed: seedParam(),
});
type Params = z.output<typeof paramsSchema>;

export const trainAll = defineStep({
  type: 'train-all',
  version: 1,
  stage: 'train',
  title: 'Find a good model',
  summary:
    'Trains every kind of model that suits the target on the same split, searches their settings, hands on the best.',
  doc: `Each kind of model is tried with its usual settings first, then with others, guided by how the trials before went. All learn from the same train rows and are judged on the same **validation rows**; without a validation part a seeded tenth of the train rows is held out. **Test rows are never looked at**: keep them for the last word, in Evaluate.

Models that read numbers only get what they need: missing cells are filled, texts encoded, numbers scaled. It becomes part of the model, and needs no step on the canvas. A text classifier is tried where a column holds running text, an image network where one holds vectors of pixels, nearest neighbours up to 20,000 train rows. The **baseline** is always there: what is not better than it has learned nothing.

In the end the best of each kind are compared on the same rows, and what cannot be told apart is shown as a tie. Each kind is tried once before any goes on. The time is the limit: no trial begins later, those at work that learn in rounds hand on the best they have, and others are stopped. Only where no trial but the baseline is done yet, the first that is done is waited for. Comparing the best comes on top.`,
  synonyms: ['automl', 'auto ml', 'automatic', 'best model', 'all models', 'one button'],
  icon: 'wand-sparkles',
  params: paramsSchema,
  inputs: rowsIn,
  outputs: {
    model: { type: 'Model', title: 'Best model' },
    comparison: { type: 'Metrics', title: 'Comparison' },
    trials: { type: 'Metrics', title: 'Trials' },
  },
  flags: { seesLabel: true, deterministic: true },
  needs: 'cpu',
  cost: (params, rows) => ({ seconds: 0.5 + (rows * (3 + params.bootstrap / 10)) / 1e5, megabytes: 256 + rows / 1e3 }),
  describe: ({ kinds, trials, minutes }) =>
    budgetText(`${kinds.length === 0 ? 'All kinds' : `${kinds.length} kinds`}, ${trials} trials each`, minutes),
  searches: (params) => ({
    families: [baselineFamily(params), ...chosenKinds(params).map((trainer) => familyOf(trainer, params))],
    metric: params.metric,
    minutes: params.minutes,
    stopPoor: params.stopPoor,
    predicts: { target: params.target, task: params.task },
  }),
  inferSchema(params, inputs) {
    const rows = incoming(inputs, 'rows');
    const table = tableIn(rows);
    const issues: StepIssue[] = [...targetIssues(rows, params.target)];
    if (table !== null && !table.split) issues.push({ ...noSplit, fix: splitFix(table) });
    const target = table === null ? null : targetColumn(table, params.target);
    if (table !== null && target !== null && rows.kind === 'known') {
      const { numbers, categories } = modelFeatures(table, { target: target.name, categories: true });
      const vectors = table.columns.filter(({ type }) => type === 'vector');
      if (numbers.length + categories.length + vectors.length === 0) issues.push(noFeatures);
    }
    if (target !== null) issues.push(...taskIssues(params.task, target));
    return {
      outputs: { model: { kind: 'opaque' }, comparison: { kind: 'opaque' }, trials: { kind: 'opaque' } },
      issues,
    };
  },
});

/** A number cannot be learned from texts or booleans: no kind of model but the baseline would have anything to fit. */
function taskIssues(task: Params['task'], { name, type }: Column): StepIssue[] {
  if (task !== 'regression' || type === 'integer' || type === 'number') return [];
  const message = `A number was asked for, but \`${name}\` is ${typeInWords(type)}. Set Predicts to A class or Automatic, or choose a target that holds numbers.`;
  return [{ code: 'target-type', severity: 'error', message, param: 'task' }];
}

const noSplit: StepIssue = {
  code: 'no-split',
  severity: 'warning',
  message: 'These rows are not split: none would be left to test the model that is found.',
  port: 'rows',
};

const noFeatures: StepIssue = {
  code: 'no-features',
  severity: 'error',
  message: 'No column is left to learn from. Keep at least one number or text column.',
  port: 'rows',
};

function chosenKinds({ kinds, task }: Params): StepContract[] {
  const chosen = kinds.length === 0 ? searchableTypes : searchableTypes.filter((type) => kinds.includes(type));
  return chosen.map(searchableContract).filter(({ trains }) => suits(trains?.tasks ?? [], task));
}

/** Whether a kind can learn what was asked for; what `auto` asks for is told from the rows. */
function suits(tasks: readonly string[], task: Params['task']): boolean {
  switch (task) {
    case 'auto':
      return true;
    case 'classification':
      return tasks.includes('binary') || tasks.includes('multiclass');
    case 'regression':
      return tasks.includes('regression');
  }
}

function familyOf(trainer: StepContract, params: Params): SearchFamily {
  const own = sharedParams(trainer, params);
  const space = trainer.trains?.space ?? {};
  // Who chooses a kind wants it tried, whatever the rows are like.
  const triedOn = params.kinds.length === 0 ? trainer.trains?.triedOn : undefined;
  return {
    trainer: trainer.type,
    params: own,
    space,
    method: { method: 'tpe', startup: Math.max(2, Math.ceil(params.trials / 4)) },
    trials: params.trials,
    atOnce: roundSize('tpe', params.trials),
    start: startOf(trainer, { space, base: own }),
    prepare: preparationOf(trainer, params),
    tasks: trainer.trains?.tasks ?? [],
    ...(triedOn === undefined ? {} : { triedOn }),
  };
}

/** Answers the same for every row. It has nothing to search. */
function baselineFamily({ target, task }: Params): SearchFamily {
  return {
    trainer: 'baseline',
    params: { target, task },
    space: {},
    method: { method: 'random' },
    trials: 1,
    atOnce: 1,
    prepare: [],
  };
}
