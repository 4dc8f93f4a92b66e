import {
  type Deadline,
  deadlineSchema,
  goalOf,
  historyOf,
  isRunningText,
  type Proposal,
  proposeRound,
  type Round,
  roundSchema,
  trialOutcomeSchema,
} from '@millrace/pipeline-core/search';
import { type Catalog, featureColumns, requireTarget, textFeatures } from '@millrace/pipeline-core/steps';
import { requireColumn, textSql } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob, ExecutorResult, TableView } from '../executor';
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
    const reason = late ? null : await whyUnsuited(job);
    const suited = !late && reason === null;
    const trials = suited ? choose(job) : [];
    if (reason !== null) job.log('info', `Nothing is tried: ${reason}.`);
    if (suited && trials.length < count)
      job.log('info', `${trials.length} of ${count} trials: nothing else is to be tried.`);
    const proposal: Round = { v: 1, round, metric, trials, ...(reason === null ? {} : { reason }) };
    const outputs: ExecutorResult['outputs'] = [{ port: 'proposal', kind: 'json', inline: toPlainJson(proposal) }];
    if (minutes !== null)
      outputs.push({ port: 'deadline', kind: 'json', inline: toPlainJson(deadlineIn(job, minutes)) });
    // A clock that begins, or has run down, is another one the next time; what is proposed before its end is not.
    return { outputs, repeats: minutes === null && !late };
  },
};

function deadlineIn(job: Pick<Job, 'clockAhead'>, minutes: number): Deadline {
  return { v: 1, at: Math.round(nowOf(job) + minutes * 60_000) };
}

function isLate(job: Pick<Job, 'inputs' | 'clockAhead'>): boolean {
  const [deadline] = job.inputs.deadline ?? [];
  return deadline !== undefined && nowOf(job) >= deadlineSchema.parse(deadline.json).at;
}

/** All workers of a search go by one clock. */
function nowOf({ clockAhead = 0 }: Pick<Job, 'clockAhead'>): number {
  return Date.now() + clockAhead;
}

/**
 * Why the model does not learn what the target asks for, or not from such rows, as the end of a sentence; null when it does.
 * Without a choice of tasks its author has said so.
 */
async function whyUnsuited(job: Job): Promise<string | null> {
  const { tasks, target, task: choice } = job.params;
  if (tasks === null) return null;
  const fit = requireFit(job);
  const { name } = requireTarget(schemaOf(fit.meta), target, job.title);
  const column = requireColumn(fit.meta.columns, name, job.title);
  const { task } = await readTask(job, { fit, target: column, choice });
  return tasks.includes(task) ? whyNot(job, { fit, target: name }) : `"${name}" asks for another kind of model`;
}

/** Why the model is not tried on these rows, as the end of a sentence; null when it is. */
async function whyNot(job: Job, { fit, target }: { fit: TableView; target: string }): Promise<string | null> {
  const { texts = false, images = false, mostRows } = job.params.triedOn ?? {};
  if (mostRows !== undefined && fit.rows > mostRows) {
    const [seen, most] = [fit.rows, mostRows].map((count) => count.toLocaleString('en'));
    return `${seen} train rows are more than ${most}, and each trial would take too long`;
  }
  if (images && !featureColumns(schemaOf(fit.meta)).some(({ type }) => type === 'vector'))
    return 'no column holds images';
  if (texts && !(await hasRunningText(job, { fit, target }))) return 'no column holds running text';
  return null;
}

async function hasRunningText(job: Job, { fit, target }: { fit: TableView; target: string }): Promise<boolean> {
  const { texts } = textFeatures(schemaOf(fit.meta), { target, columns: [] });
  for (const { name } of texts) {
    const text = textSql(requireColumn(fit.meta.columns, name, job.title));
    const words = `len(string_split_regex(trim(t), '\\s+'))`;
    const counts = await job.session.numbers(
      `SELECT count(t) AS texts, count(DISTINCT t) AS distinct, avg(${words}) AS words FROM (SELECT ${text} AS t FROM ${fit.relation}) WHERE trim(t) <> ''`,
    );
    const count = { texts: counts.texts ?? 0, distinct: counts.distinct ?? 0, words: counts.words ?? 0 };
    if (isRunningText(count)) return true;
  }
  return false;
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
