import { z } from 'zod';
import { isActive } from '../../search/choose';
import { isGuided, roundSize } from '../../search/next-round';
import type { Method } from '../../search/trial';
import { seedParam, targetParam } from '../common-params';
import { defineStep, type SearchFamily, type StepContract, type StepIssue } from '../define-step';
import { param } from '../param';
import { rowsIn } from '../ports';
import { searchableContract, searchableTitles, searchableTypes } from '../searchable';
import { sharedParams, startOf } from './search-family';
import { budgetText, minutesParam, searchMetricParam, stopPoorParam } from './search-params';
import { chosenSpace, fixedSchema, fixedValues, rangeSchema, settingIssues } from './search-settings';
import { taskParam } from './task-param';

const methodTitles = { tpe: 'Guided', random: 'Random', grid: 'Grid', halving: 'Halving' } as const;

const paramsSchema = z.object({
  trainer: param(z.enum(searchableTypes).default('gradient-boosted-trees'), {
    title: 'Model',
    labels: searchableTitles,
  }),
  target: targetParam(),
  task: taskParam(),
  method: param(z.enum(['tpe', 'random', 'grid', 'halving']).default('tpe'), {
    title: 'Method',
    description: 'Guided learns from the trials before; halving gives most of its time to the best.',
    labels: methodTitles,
  }),
  trials: param(z.int().min(1).max(1000).default(30), { title: 'Trials' }),
  minutes: minutesParam(null),
  metric: searchMetricParam(),
  fixed: param(z.array(fixedSchema).max(50).default([]), {
    title: 'Settings that stay',
    description: 'The others are searched where the model says how far, else they keep their usual value.',
    addLabel: 'Keep a setting',
    advanced: true,
  }),
  ranges: param(z.array(rangeSchema).max(50).default([]), {
    title: 'Bounds',
    description: 'How far a setting is searched, where the usual bounds do not fit.',
    addLabel: 'Set bounds',
    advanced: true,
  }),
  levels: param(z.int().min(2).max(50).default(3), {
    title: 'Values per setting',
    showWhen: { param: 'method', is: ['grid'] },
  }),
  eta: param(z.int().min(2).max(10).default(3), {
    title: 'One in so many goes on',
    showWhen: { param: 'method', is: ['halving'] },
  }),
  atOnce: param(z.int().min(1).max(32).nullable().default(null), {
    title: 'Trials at a time',
    description: 'Empty: as many as suit the method. More use more cores, fewer learn more from each other.',
    advanced: true,
  }),
  stopPoor: stopPoorParam({ param: 'method', is: ['tpe', 'random', 'grid'] }),
  seed: seedParam(),
});
type Params = z.output<typeof paramsSchema>;

export const search = defineStep({
  type: 'search',
  version: 1,
  stage: 'train',
  title: 'Search',
  summary: 'Fits one kind of model with many settings and hands on the best.',
  doc: `Every trial is a fit of its own on the train rows, judged on the **validation rows**; without a validation part a seeded tenth of the train rows is held out for it. Test rows are never looked at. Trials run side by side on all workers, and a search that was stopped goes on with the trials that are done.

The first trial has the settings that the step itself would start with. **Guided** (tree-structured Parzen estimator) then proposes settings like those of the best trials so far. **Random** draws them, **grid** goes through equally spaced values, **halving** starts many small fits and gives the best of them more.

A trial that fails is one failed trial: the search goes on, and the table of trials says why.

With **Stop poor trials early** a trial ends when its validation curve is worse than the median of the whole trials before it. It is judged as it is, and never reused as a whole fit.`,
  synonyms: [
    'tuning',
    'hyperparameters',
    'optuna',
    'grid search',
    'random search',
    'tpe',
    'bayesian',
    'hyperband',
    'asha',
  ],
  icon: 'radar',
  params: paramsSchema,
  inputs: rowsIn,
  outputs: { model: { type: 'Model', title: 'Best model' }, trials: { type: 'Metrics', title: 'Trials' } },
  flags: { seesLabel: true, deterministic: true },
  needs: 'cpu',
  cost: () => ({ seconds: 0.2, megabytes: 128 }),
  describe: ({ trainer, method, trials, minutes }) =>
    `${searchableTitles[trainer]}: ${budgetText(`${methodTitles[method].toLowerCase()}, ${trials} trials`, minutes)}`,
  searches(params) {
    const trainer = searchableContract(params.trainer);
    const own = { ...sharedParams(trainer, params), ...fixedValues(trainer, params.fixed) };
    const space = chosenSpace(trainer, params);
    const method = methodOf(trainer, params);
    const bounds = params.ranges.map(({ setting }) => setting);
    const begins = method.method === 'tpe' || method.method === 'random';
    const family: SearchFamily = {
      trainer: params.trainer,
      params: own,
      space,
      method,
      prepare: [],
      trials: params.trials,
      atOnce: params.atOnce ?? roundSize(method.method, params.trials),
      ...(begins ? { start: startOf(trainer, { space, base: own, bounds }) } : {}),
    };
    return { families: [family], metric: params.metric, minutes: params.minutes, stopPoor: params.stopPoor };
  },
  inferSchema(params, inputs) {
    const trainer = searchableContract(params.trainer);
    const own = new Set(Object.keys(paramsSchema.shape));
    const inferred = trainer.inferSchema(trainer.params.parse(sharedParams(trainer, params)), inputs).issues;
    const issues: StepIssue[] = [
      ...inferred.map(({ param: name, ...issue }) =>
        name === undefined || !own.has(name) ? issue : { ...issue, param: name },
      ),
      ...settingIssues(trainer, params),
      ...methodIssues(trainer, params),
    ];
    return { outputs: { model: { kind: 'opaque' }, trials: { kind: 'opaque' } }, issues };
  },
});

function methodOf(trainer: StepContract, { method, levels, eta, trials }: Params): Method {
  const resource = trainer.trains?.resource;
  switch (method) {
    case 'grid':
      return { method, levels };
    case 'random':
      return { method };
    case 'tpe':
      return { method, startup: Math.max(2, Math.min(10, Math.ceil(trials / 3))) };
    case 'halving':
      return resource === undefined ? { method: 'random' } : { method, eta, resource };
  }
}

/** A guided round reads all trials before it: so many readings are planned, stored and looked through before the run begins. */
const mostReadings = 50_000;

function roundIssues(trainer: StepContract, params: Params): StepIssue[] {
  const { method } = methodOf(trainer, params);
  const { trials } = params;
  const atOnce = params.atOnce ?? roundSize(method, trials);
  if (!isGuided(method) || trials ** 2 / (2 * atOnce) <= mostReadings) return [];
  const least = Math.ceil(trials ** 2 / (2 * mostReadings));
  const rounds = Math.ceil(trials / atOnce);
  const message = `${trials} trials in ${rounds} rounds are too many: each round reads all trials before it. Try at least ${least} trials at a time, or fewer trials.`;
  return [{ code: 'too-many-rounds', severity: 'error', message, param: 'atOnce' }];
}

/** Whether poor trials can be told by the curves of this trainer, with the settings that stay. */
function hasHeldOutCurve(trainer: StepContract, { fixed }: Params): boolean {
  const when = trainer.trains?.heldOutCurve;
  return when === true || (when !== undefined && isActive({ when }, fixedValues(trainer, fixed)));
}

function methodIssues(trainer: StepContract, params: Params): StepIssue[] {
  const issues: StepIssue[] = roundIssues(trainer, params);
  if (params.method === 'halving' && trainer.trains?.resource === undefined) {
    const message = `${trainer.title} has no setting by which a fit could be made smaller: settings are drawn at random instead of by halving.`;
    issues.push({ code: 'no-resource', severity: 'warning', message, param: 'method' });
  }
  if (params.stopPoor && params.method !== 'halving' && !hasHeldOutCurve(trainer, params)) {
    const message = `${trainer.title} reports no curve of rows it does not learn from: nothing is stopped early.`;
    issues.push({ code: 'no-curve', severity: 'warning', message, param: 'stopPoor' });
  }
  if (Object.keys(chosenSpace(trainer, params)).length === 0) {
    const message = `All settings of ${trainer.title} that could be searched stay: every trial would be the same. Leave one of them to the search.`;
    issues.push({ code: 'nothing-to-search', severity: 'error', message, param: 'fixed' });
  }
  return issues;
}
