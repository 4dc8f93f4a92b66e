import type { PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { graphOf, partialOrder } from '@millrace/pipeline-core/graph';
import type { PlanItem } from '@millrace/pipeline-core/plan';
import { findContract } from '@millrace/pipeline-core/steps';
import { type Issue, isError } from '@millrace/pipeline-core/validate';
import { formatDateTime } from '../../lib/format-date';
import { formatDuration } from '../../lib/format-duration';
import type { SearchView, StepProgress, StepRunView } from '../store/run-overlay-slice';

/** The states of ux.md 1.3 that this version can show. */
export type ShownState =
  | 'draft'
  | 'ready'
  | 'queued'
  | 'running'
  | 'done'
  | 'cached'
  | 'stale'
  | 'failed'
  | 'blocked'
  | 'cancelled'
  | 'waiting'
  | 'disabled';

export type StepView = { state: ShownState /** Right end of the foot: a time, a share, a reason. */; note: string };

export type StepFacts = {
  step: Step;
  /** Title of the disabled step that keeps this one from getting its data. */
  blockedBy: string | undefined;
  issues: readonly Issue[];
  run: StepRunView | undefined;
  /** The run is the one going on now. */
  live: boolean;
  progress: StepProgress | undefined;
  plan: PlanItem | undefined;
  /** There is a plan and the step is not in it: it, or a step before it, cannot run as drawn. */
  leftOut: boolean;
  /** What it is behind while it waits for a worker. */
  behind: string | null;
  /** It is known what has run. */
  runsRead: boolean;
};

/** State and one-line reason of a step: what the run says while it goes, what the plan says of its result afterwards. */
export function viewStep(facts: StepFacts): StepView {
  const { step, run, live, plan } = facts;
  if (step.disabled) return { state: 'disabled', note: 'passed by' };
  if (live && run !== undefined) {
    const view = liveView(run, facts.progress);
    return run.status === 'ready' && view.state === 'queued' && facts.behind !== null
      ? { ...view, note: facts.behind }
      : view;
  }
  if (facts.blockedBy !== undefined) return { state: 'blocked', note: `needs ${facts.blockedBy}` };
  const error = facts.issues.find(isError);
  if (error !== undefined) return { state: 'draft', note: shortIssue(error) };
  if (run === undefined && !facts.runsRead) return { state: 'ready', note: '' };
  if (run === undefined)
    return { state: 'ready', note: plan?.decision === 'reused' ? 'result is there' : 'not run yet' };
  // Whether the failure still stands cannot be told before what keeps the step from running is mended.
  if (run.status === 'failed' && facts.leftOut) return { state: 'blocked', note: 'a step before has a problem' };
  const stale = staleReason(step, run, plan);
  return stale === null ? liveView(run, undefined) : { state: 'stale', note: stale };
}

/** Why the last result of a step is not that of the drawing as it is now; null while it is. */
function staleReason(step: Step, run: StepRunView, plan: PlanItem | undefined): string | null {
  // A step that acts outside always runs again; that does not make what it did stale.
  if (plan === undefined || plan.decision === 'reused' || findContract(step.type)?.flags.effect === true) return null;
  const made = run.status === 'succeeded' || run.status === 'cached';
  // Some steps run each time, and those behind them may: what the last run made is what the drawing asks for all the same.
  if (made && plan.result === 'current') return null;
  if (plan.decision === 'may-be-reused') {
    const cause = plan.newData === true ? 'the data changed' : 'a step before changed';
    return made ? cause : null;
  }
  const unchanged = plan.reason === 'failed last time' || plan.reason === 'did not finish last time';
  if (unchanged || plan.reason.startsWith('no worker')) return null;
  return shortReason(plan.reason);
}

/** "3 of 5 folds" while a region is at work, "12 of 30 trials" in a search; the time of all copies afterwards. */
function liveView(run: StepRunView, progress: StepProgress | undefined): StepView {
  const view = ownView(run, progress);
  const { folds, search } = run;
  if (search !== undefined) return { ...view, note: trialsNote(view, search) };
  if (folds === undefined) return view;
  const done = folds.filter(({ status }) => status === 'succeeded' || status === 'cached').length;
  if (view.state === 'running' || view.state === 'queued') {
    return { ...view, note: done === folds.length ? 'all train rows' : `${done} of ${folds.length} folds` };
  }
  return { ...view, note: [view.note, `${folds.length} folds`].filter(Boolean).join(', ') };
}

function trialsNote({ state, note }: StepView, { done, total, atMost, failed, skipped, until }: SearchView): string {
  if (state === 'running' || state === 'queued') {
    if (done === total) return 'compares the best';
    const limit = until === null ? '' : `, until ${formatDateTime(until)}`;
    return `${done} of ${atMost ? 'at most ' : ''}${total} trials${limit}`;
  }
  const bad = failed === 0 ? '' : `${failed} failed`;
  return [note, skipped === 0 ? `${total} trials` : `${total - skipped} of ${total} trials`, bad]
    .filter(Boolean)
    .join(', ');
}

function ownView(run: StepRunView, progress: StepProgress | undefined): StepView {
  const time = run.seconds === null ? '' : formatDuration(run.seconds * 1000);
  switch (run.status) {
    case 'waiting':
    case 'held':
      return { state: 'queued', note: 'waits for its inputs' };
    case 'ready':
      return { state: 'queued', note: 'waits for a worker' };
    case 'running':
      return { state: 'running', note: progress?.label ?? '' };
    case 'parked':
      return { state: 'waiting', note: '' };
    case 'succeeded':
      return { state: 'done', note: [time, run.early === true ? 'stopped early' : ''].filter(Boolean).join(', ') };
    case 'cached':
      return { state: 'cached', note: 'reused' };
    case 'failed':
      return { state: 'failed', note: time === '' ? '' : `after ${time}` };
    case 'skipped':
      return { state: 'blocked', note: 'a step before failed' };
    case 'cancelled':
      return { state: 'cancelled', note: time };
    default:
      return run.status satisfies never;
  }
}

/** "parameter `rounds` changed from 200 to 300" reads "rounds changed" where room is short. */
function shortReason(reason: string): string {
  const changed = /^parameter `(.+?)` changed/.exec(reason);
  return changed === null ? reason : `${changed[1]} changed`;
}

const shortIssues: Record<string, string> = {
  'input-empty': 'needs an input',
  'no-target': 'needs a target',
  'target-lost': 'lost its target',
  'no-split': 'needs a split',
  'no-dataset': 'choose a dataset',
  'no-formula': 'needs a formula',
  'bad-param': 'a setting is not valid',
  'unknown-column': 'a column is gone',
  'missing-values': 'missing values',
  'text-features': 'text columns',
  'target-in-feature': 'reads the target',
  'target-statistic': 'reads the target',
  'target-rebuilt': 'parts of the target',
  'sees-future': 'reads the future',
  'nested-folds': 'folds within folds',
  'search-in-folds': 'search within folds',
  'folds-lost': 'needs folds',
  'folds-twice': 'folds are there already',
};

function shortIssue(issue: Issue): string {
  return shortIssues[issue.code] ?? 'needs you';
}

/**
 * The line under the title: the settings that matter, or what the step is while they are not valid. `dataset` is the
 * name of the dataset the step reads: its setting holds only the id. `batch` likewise names the one it is pinned to.
 */
export function describeStep(step: Step, dataset?: string, batch?: string): string {
  const contract = findContract(step.type);
  if (contract === undefined) return 'Unknown step type';
  const params = contract.params.safeParse(step.params);
  if (!params.success) return contract.title;
  const text = batch ?? contract.describe(params.data);
  if (dataset !== undefined && dataset !== step.title) return `${dataset} · ${text}`;
  return step.title === '' || text.includes(contract.title) ? text : `${contract.title} · ${text}`;
}

/** "step 6 of 14": places in the order in which the data flows. */
export function stepNumbers(document: PipelineDocument): ReadonlyMap<string, number> {
  const order = new Set<string>([...partialOrder(graphOf(document)), ...Object.keys(document.steps)]);
  return new Map([...order].map((id, index) => [id, index + 1]));
}
