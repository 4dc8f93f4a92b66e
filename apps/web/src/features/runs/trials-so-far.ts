import { metricDirection, metricLabel } from '@millrace/pipeline-core/metrics';
import type { StepStatus } from '@millrace/pipeline-core/run';
import {
  bestFirst,
  deadlineSchema,
  isWhole,
  type StoppedEarly,
  stoppedWords,
  type TrialOutcome,
  trialOutcomeSchema,
} from '@millrace/pipeline-core/search';
import { findContract, settingsInWords } from '@millrace/pipeline-core/steps';
import { formatCount } from '../../lib/format-number';

type StepRun = {
  idx: number;
  status: StepStatus;
  spec: { step: string; title: string; type: string; trial?: number | undefined };
};
type Output = { idx: number; port: string; artifact: { inline?: unknown } };

/** One trial as the table of a search at work shows it. */
export type TrialLine = {
  number: number;
  model: string;
  /** Null while it is at work, or when it failed. */
  figure: number | null;
  words: string;
  best: boolean;
  /** Trials that failed alike stand in one line: what each of them is, by number. */
  alike?: { number: number; words: string }[];
};

export type TrialsSoFar = {
  /** Name of the figure; null before the first is there. */
  metric: string | null;
  /** The best first, then those that failed, then those at work. */
  lines: TrialLine[];
  total: number;
  done: number;
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
  const judged = outcomes.filter(({ state }) => state === 'done');
  const ended = trials.filter(({ status }) => !open.includes(status)).length;
  return {
    metric: judged[0]?.judged?.name ?? null,
    lines: [...ranked(judged), ...failedLines(outcomes), ...workingLines(trials)],
    total: trials.length,
    done: ended,
    unfitted: unfittedWords(outcomes),
    until: deadlineSchema.safeParse(clock?.artifact.inline).data?.at ?? null,
    choosing: ended === trials.length,
  };
}

function ranked(judged: readonly TrialOutcome[]): TrialLine[] {
  const byNumber = new Map(judged.map((outcome) => [outcome.number, outcome]));
  const least = metricDirection(judged[0]?.judged?.name ?? '') === 'lower';
  const order = bestFirst(
    judged.map(({ number, params, judged: found }) => ({ number, params, metric: found?.value ?? null })),
    least ? 'least' : 'most',
  );
  const found = order.flatMap(({ number }) => byNumber.get(number) ?? []);
  // What was stopped early is judged too, but the search does not choose it.
  return [...found.filter(isWhole), ...found.filter((one) => !isWhole(one))].map(
    ({ number, trainer, params, judged: figure, stopped }, place): TrialLine => {
      const words = withStopped(settingsInWords(trainer, params), stopped);
      return { number, model: modelName(trainer), figure: figure?.value ?? null, words, best: place === 0 };
    },
  );
}

/** The settings of a trial, and that it was stopped early where it was: "deepest level 4; stopped early: worse than …". */
export function withStopped(settings: string, stopped: StoppedEarly | null | undefined): string {
  const words = stopped == null ? '' : stoppedWords(stopped);
  return [settings, words].filter((part) => part !== '').join('; ');
}

/** One line for each error, however many trials failed with it. */
function failedLines(outcomes: readonly TrialOutcome[]): TrialLine[] {
  const byError = new Map<string, TrialOutcome[]>();
  for (const outcome of outcomes.filter(({ state }) => state === 'failed')) {
    const message = outcome.error?.message ?? 'nobody knows why';
    byError.set(message, [...(byError.get(message) ?? []), outcome]);
  }
  return [...byError].flatMap(([message, [first, ...others]]): TrialLine[] => {
    if (first === undefined) return [];
    const { number, trainer } = first;
    const line = { number, model: modelName(trainer), figure: null, best: false };
    if (others.length === 0) return [{ ...line, words: `Failed: ${message}` }];
    const alike = [first, ...others].map((one) => ({
      number: one.number,
      words: [modelName(one.trainer), settingsInWords(one.trainer, one.params)]
        .filter((text) => text !== '')
        .join(': '),
    }));
    return [{ ...line, model: '', words: `${alike.length} trials failed: ${message}`, alike }];
  });
}

function workingLines(trials: readonly StepRun[]): TrialLine[] {
  return trials
    .filter(({ status }) => status === 'running')
    .map(({ spec }) => {
      const line = { number: spec.trial ?? 0, model: modelName(spec.type), figure: null };
      return { ...line, words: 'At work', best: false };
    });
}

function modelName(type: string): string {
  return findContract(type)?.title ?? type;
}

/** " 4 did not begin: the time was up. 3 had nothing to try.": the trials that fitted nothing, with their reason. */
export function unfittedWords(trials: readonly Pick<TrialOutcome, 'state' | 'why'>[]): string {
  const skipped = trials.filter(({ state }) => state === 'skipped');
  const count = (why: TrialOutcome['why']) => skipped.filter((one) => one.why === why).length;
  const parts = [
    [count('time'), 'did not begin: the time was up.'],
    [count('asked'), 'did not begin: the search was asked to end.'],
    [count(undefined), 'had nothing to try: other kinds of models suit the target and the rows.'],
  ] as const;
  return parts.flatMap(([many, words]) => (many === 0 ? [] : [` ${many} ${words}`])).join('');
}

/** "Best ROC AUC 0.912. 7 of 19 trials have ended." */
export function trialsSentence({ metric, lines, total, done, unfitted, choosing }: TrialsSoFar): string {
  const best = lines.find((line) => line.best);
  const figure =
    best?.figure == null || metric === null ? '' : `Best ${metricLabel(metric)} ${best.figure.toFixed(3)}. `;
  const ended = choosing
    ? `All ${formatCount(total, 'trial')} have ended`
    : `${done} of ${formatCount(total, 'trial')} have ended`;
  return `${figure}${ended}${choosing ? '; the best are compared on the validation rows now' : ''}.${unfitted}`;
}
