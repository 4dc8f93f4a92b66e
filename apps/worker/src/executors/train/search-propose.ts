import {
  type Deadline,
  deadlineSchema,
  goalOf,
  historyOf,
  type Proposal,
  proposeRound,
  type Round,
  roundSchema,
  trialOutcomeSchema,
} from '@millrace/pipeline-core/search';
import { type Catalog, requireTarget } from '@millrace/pipeline-core/steps';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob, ExecutorResult } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFit } from '../require-fit';
import { readTask } from './training-rows';

type Job = Parameters<Extract<ExecutorFor<Catalog['search-propose']>, { kind: 'run' }>['run']>[0];

/** Chooses the settings of one round from the trials before it, or from what was proposed before where nothing is learned. */
export const searchProposeExecutor: ExecutorFor<Catalog['search-propose']> = {
  kind: 'run',
  async run(job) {
    const { round, metric, count, minutes } = job.params;
    const late = isLate(job);
    if (late) job.log('info', 'The time is up: nothing more is proposed.');
    const suited = !late && (await suits(job));
    const trials = suited ? choose(job) : [];
    if (suited && trials.length < count)
      job.log('info', `${trials.length} of ${count} trials: nothing else is to be tried.`);
    const proposal: Round = { v: 1, round, metric, trials };
    const outputs: ExecutorResult['outputs'] = [{ port: 'proposal', kind: 'json', inline: toPlainJson(proposal) }];
    if (minutes !== null) outputs.push({ port: 'deadline', kind: 'json', inline: toPlainJson(deadlineIn(minutes)) });
    // A clock that begins, or has run down, is another one the next time; what is proposed before its end is not.
    return { outputs, repeats: minutes === null && !late };
  },
};

function deadlineIn(minutes: number): Deadline {
  return { v: 1, at: Date.now() + minutes * 60_000 };
}

function isLate({ inputs }: Pick<Job, 'inputs'>): boolean {
  const [deadline] = inputs.deadline ?? [];
  return deadline !== undefined && Date.now() >= deadlineSchema.parse(deadline.json).at;
}

/** Whether the model learns what the target asks for; without a choice of tasks its author has said so. */
async function suits(job: Job): Promise<boolean> {
  const { tasks, target, task: choice } = job.params;
  if (tasks === null) return true;
  const fit = requireFit(job);
  const { name } = requireTarget(schemaOf(fit.meta), target, job.title);
  const column = requireColumn(fit.meta.columns, name, job.title);
  const { task } = await readTask(job, { fit, target: column, choice });
  if (!tasks.includes(task)) job.log('info', `Nothing is tried: "${name}" asks for another kind of model.`);
  return tasks.includes(task);
}

function choose(job: Job): Proposal[] {
  const { first, count, space, base, start, method } = job.params;
  const outcomes = (job.inputs.trials ?? []).map(({ json }) => trialOutcomeSchema.parse(json));
  return proposeRound({
    ...{ space, base, method, start, first, count },
    seed: job.seed,
    goal: goalOf(outcomes),
    history: [...historyOf(outcomes), ...proposedBefore(job)],
  });
}

/** What earlier rounds asked for, whatever came of it: it is not proposed again. */
function proposedBefore({ inputs }: Pick<ExecutorJob<unknown>, 'inputs'>) {
  return (inputs.proposals ?? [])
    .flatMap(({ json }) => roundSchema.parse(json).trials)
    .map((proposal) => ({ ...proposal, metric: null }));
}
