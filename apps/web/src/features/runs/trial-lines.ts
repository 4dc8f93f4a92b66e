import { bestFirst, goalOfMetric, type SearchReport, stoppedWords } from '@millrace/pipeline-core/search';
import { findContract, settingsInWords } from '@millrace/pipeline-core/steps';
import { differingSettings } from '../experiments/trial-words';

/** What a line tells of a trial that has ended, as the report of a search has it. */
export type TrialFacts = Pick<
  SearchReport['trials'][number],
  'number' | 'trainer' | 'state' | 'params' | 'metric' | 'error' | 'stopped'
>;

/** One trial, or several that failed alike, as tables of trials show it. */
export type TrialLine = {
  number: number;
  /** Place among those that were judged; null where it was not. */
  rank: number | null;
  state: 'best' | 'done' | 'stopped' | 'failed' | 'running';
  kind: string;
  figure: number | null;
  /** The settings that tell it from the other trials of its kind. */
  settings: string;
  allSettings: string;
  /** Why it was stopped or failed; '' otherwise. */
  reason: string;
  /** Trials that failed alike stand in one line: what each of them is, by number. */
  alike?: { number: number; words: string }[];
};

/** The trials that have ended: the best first, those that were stopped early after the whole ones, then those that failed. */
export function endedLines(ended: readonly TrialFacts[], metric: string): TrialLine[] {
  const trials = ended.filter(({ state }) => state !== 'skipped');
  const judged = bestFirst(
    trials.filter(({ state }) => state === 'done'),
    goalOfMetric(metric),
  );
  const ranked = judged.map(
    (trial, place): TrialLine => ({
      ...lineOf(trial, trials),
      rank: place + 1,
      state: place === 0 ? 'best' : trial.stopped === undefined ? 'done' : 'stopped',
      figure: trial.metric,
      reason: trial.stopped === undefined ? '' : stoppedWords(trial.stopped),
    }),
  );
  return [...ranked, ...failedLines(trials)];
}

/** A trial that is at work: what it tries is not told yet. */
export function workingLine({ number, trainer }: Pick<TrialFacts, 'number' | 'trainer'>): TrialLine {
  const unknown = { rank: null, figure: null, settings: '', allSettings: '', reason: '' };
  return { number, kind: kindName(trainer), state: 'running', ...unknown };
}

function lineOf(
  { number, trainer, params }: TrialFacts,
  trials: readonly TrialFacts[],
): Pick<TrialLine, 'number' | 'kind' | 'settings' | 'allSettings'> {
  const settings = settingsInWords(trainer, differingSettings(trials, { trainer, params }));
  return { number, kind: kindName(trainer), settings, allSettings: settingsInWords(trainer, params) };
}

/** One line for each error, however many trials failed with it. */
function failedLines(trials: readonly TrialFacts[]): TrialLine[] {
  const byError = new Map<string, TrialFacts[]>();
  for (const trial of trials.filter(({ state }) => state === 'failed')) {
    const message = trial.error ?? 'nobody knows why';
    byError.set(message, [...(byError.get(message) ?? []), trial]);
  }
  return [...byError].flatMap(([reason, [first, ...others]]): TrialLine[] => {
    if (first === undefined) return [];
    const line: TrialLine = { ...lineOf(first, trials), rank: null, state: 'failed', figure: null, reason };
    if (others.length === 0) return [line];
    const alike = [first, ...others].map(({ number, trainer, params }) => ({
      number,
      words: [kindName(trainer), settingsInWords(trainer, params)].filter((text) => text !== '').join(': '),
    }));
    return [{ ...line, alike }];
  });
}

function kindName(type: string): string {
  return findContract(type)?.title ?? type;
}
