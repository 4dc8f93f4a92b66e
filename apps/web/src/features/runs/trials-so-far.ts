import { metricLabel } from '@millrace/pipeline-core/metrics';
import type { StepStatus } from '@millrace/pipeline-core/run';
import { deadlineSchema, type TrialOutcome, trialOutcomeSchema } from '@millrace/pipeline-core/search';
import { baselineTypes } from '@millrace/pipeline-core/steps';
import { formatCount } from '../../lib/format-number';
import { countedTrials, unfittedWords } from './trial-counts';
import { endedLines, type TrialFacts, type TrialLine, workingLine } from './trial-lines';

type StepRun = {
  idx: number;
  status: StepStatus;
  spec: { step: string; title: string; type: string; trial?: number | undefined };
};
type Output = { idx: number; port: string; artifact: { inline?: unknown } };

export type TrialsSoFar = {
  /** Name of the figure; null before the first is there. */
  metric: string | null;
  /** The best first, then those that failed, then those at work. */
  lines: TrialLine[];
  /** It tries several kinds of models. */
  several: boolean;
  /** Trials of the kinds that suit the target and the rows; `atMost`: some of these kinds may turn out not to. */
  total: number;
  atMost: boolean;
  done: number;
  /** Those of them that have a model which is no baseline: what the search may end with when its time is up. */
  fitted: number;
  /** Trials that fitted nothing, and why. */
  unfitted: string;
  /** When no trial begins any more, in milliseconds since 1970; null without a limit, or before the clock began. */
  until: number | null;
  /** All trials have ended: what is left is to choose. */
  choosing: boolean;
};

const open: readonly StepStatus[] = ['waiting', 'held', 'ready', 'running'];

/** The trials of a drawn step in a run, as far as they have come; null where it is not made of trials. */
export function trialsSoFar(
  run: { stepRuns: readonly StepRun[]; outputs: readonly Output[] },
  step: string,
): TrialsSoFar | null {
  const own = run.stepRuns.filter(({ spec }) => spec.step === step);
  const trials = own.filter(({ spec }) => spec.trial !== undefined);
  if (trials.length === 0) return null;
  const idxs = new Set(own.map(({ idx }) => idx));
  const made = run.outputs.filter(({ idx }) => idxs.has(idx));
  const outcomes = made.flatMap(({ port, artifact }) =>
    port === 'trial' ? (trialOutcomeSchema.safeParse(artifact.inline).data ?? []) : [],
  );
  const clock = made.find(({ port }) => port === 'deadline');
  const metric = outcomes.find(({ state }) => state === 'done')?.judged?.name ?? null;
  const working = trials.filter(({ status }) => status === 'running');
  const { trials: counted, atMost } = countedTrials(trials, outcomes);
  return {
    metric,
    lines: [
      ...endedLines(outcomes.map(factsOf), metric ?? ''),
      ...working.map(({ spec }) => workingLine({ number: spec.trial ?? 0, trainer: spec.type })),
    ],
    several: new Set(trials.map(({ spec }) => spec.type)).size > 1,
    total: counted.length,
    atMost,
    done: counted.filter(hasEnded).length,
    fitted: outcomes.filter(({ state, trainer }) => state === 'done' && !baselineTypes.includes(trainer)).length,
    unfitted: unfittedWords(outcomes),
    until: deadlineSchema.safeParse(clock?.artifact.inline).data?.at ?? null,
    choosing: trials.every(hasEnded),
  };
}

function hasEnded({ status }: StepRun): boolean {
  return !open.includes(status);
}

function factsOf({ judged, error, ...outcome }: TrialOutcome): TrialFacts {
  const { number, trainer, state, params, stopped } = outcome;
  return { number, trainer, state, params, stopped, metric: judged?.value ?? null, error: error?.message };
}

/** "Best ROC AUC 0.912. 7 of 19 trials have ended." */
export function trialsSentence({ metric, lines, total, atMost, done, unfitted, choosing }: TrialsSoFar): string {
  const best = lines.find(({ state }) => state === 'best');
  const figure =
    best?.figure == null || metric === null ? '' : `Best ${metricLabel(metric)} ${best.figure.toFixed(3)}. `;
  const ended = choosing
    ? `All ${formatCount(total, 'trial')} have ended`
    : `${done} of ${atMost ? 'at most ' : ''}${formatCount(total, 'trial')} have ended`;
  return `${figure}${ended}${choosing ? '; the best are compared on the validation rows now' : ''}.${unfitted}`;
}
