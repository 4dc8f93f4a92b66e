import type { StepStatus } from '@millrace/pipeline-core/run';
import { bestOutcomes, deadlineSchema, type TrialOutcome, trialOutcomeSchema } from '@millrace/pipeline-core/search';
import { countedTrials, unsuitedKinds } from '../../features/runs/trial-counts';
import type { SearchView, StepProgress } from '../store/run-overlay-slice';

type Copy = { idx: number; status: StepStatus; spec: { step: string; type: string; trial?: number | undefined } };
type Output = { idx: number; port: string; artifact: { inline?: unknown } };

const ended = new Set<StepStatus>(['succeeded', 'cached', 'failed', 'skipped', 'cancelled']);

/** How far the trials among the copies of a step have come, and the best so far; undefined where there are none. */
export function searchOf(copies: readonly Copy[], outputs: readonly Output[]): SearchView | undefined {
  const trials = copies.filter(({ spec }) => spec.trial !== undefined);
  if (trials.length === 0) return undefined;
  const own = new Set(trials.map(({ idx }) => idx));
  const outcomes = outputs
    .filter(({ idx, port }) => port === 'trial' && own.has(idx))
    .flatMap(({ artifact }) => trialOutcomeSchema.safeParse(artifact.inline).data ?? []);
  const { trials: counted, atMost } = countedTrials(trials, outcomes);
  const unsuited = unsuitedKinds(outcomes);
  const failed = outcomes.filter(({ state }) => state === 'failed').length;
  const skipped = outcomes.filter(({ state, trainer }) => state === 'skipped' && !unsuited.has(trainer)).length;
  const done = counted.filter(({ status }) => ended.has(status)).length;
  return {
    done,
    total: counted.length,
    atMost,
    failed,
    skipped,
    best: bestOf(outcomes),
    until: deadlineOf(copies, outputs),
  };
}

/** The clock of a search with a limit of time, begun by its first proposal. */
function deadlineOf(copies: readonly Copy[], outputs: readonly Output[]): number | null {
  const own = new Set(copies.map(({ idx }) => idx));
  const found = outputs.find(({ idx, port }) => port === 'deadline' && own.has(idx));
  return deadlineSchema.safeParse(found?.artifact.inline).data?.at ?? null;
}

function bestOf(outcomes: readonly TrialOutcome[]): SearchView['best'] {
  const judged = bestOutcomes(outcomes)[0]?.judged;
  return judged?.value == null ? null : { metric: judged.name, value: judged.value };
}

/** What a running search shows as its progress: trials, not the rounds of one of them. */
export function searchProgress({ done, total, best }: SearchView, label: (metric: string) => string): StepProgress {
  return { done, total, ...(best === null ? {} : { metrics: { [`Best ${label(best.metric)}`]: best.value } }) };
}
