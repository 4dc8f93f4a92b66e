import type { StepId } from '../ids';
import { isDrawn, type RunSpec } from '../run/run-spec';
import { findContract } from '../steps/catalog';
import type { WorkerSlots } from '../steps/queue-of';
import { foldGroups, type PlacedStep } from './fold-groups';
import { foldWords, placeWords, type Room, type TrialRound, trialWords } from './spread-words';

/** Fits of a run that wait for none of each other, so that they go to whichever worker has a place free. */
export type Spread = {
  kind: 'folds' | 'search';
  /** The drawn step that divides the rows into folds, or that searches. */
  step: StepId;
  title: string;
  /** The fits: indexes of the run, in their order. */
  fits: number[];
  /** So many of them may be at work at the same time, as far as the drawing goes. */
  width: number;
  /** With the workers of now; null while none is known. */
  room: Room | null;
  /** "5 folds and 1 fit on all train rows". */
  words: string;
  /** "Folds: 5 folds and 1 fit on all train rows, side by side on up to 4 places of 2 workers." */
  text: string;
};

type Steps = readonly PlacedStep[];
type Fits = Omit<Spread, 'room' | 'text'>;

/**
 * What of a run is done side by side: the folds of each region, the trials of each search. `counts`: which steps are to be
 * counted, all when absent; a plan leaves out those whose results are reused.
 */
export function spreadOf(
  steps: Steps,
  { workers, counts = () => true }: { workers: readonly WorkerSlots[]; counts?: (idx: number) => boolean },
): Spread[] {
  const byIdx = new Map(steps.map((step) => [step.idx, step]));
  const queueOf = (idx: number) => byIdx.get(idx)?.queue ?? 'cpu';
  return [...foldFits(steps, counts), ...searchFits(steps, counts)].map((found) => {
    const room = roomFor(found.fits.map(queueOf), { width: found.width, workers });
    return { ...found, room, text: `${found.title}: ${found.words}, ${placeWords(room)}.` };
  });
}

function foldFits(steps: Steps, counts: (idx: number) => boolean): Fits[] {
  return foldGroups(steps).flatMap(({ opener, copies }): Fits[] => {
    const trains = copies.filter(({ spec }) => findContract(spec.type)?.stage === 'train');
    // A region without a model is prepared and judged in folds all the same.
    const fits = (trains.length === 0 ? copies : trains).filter(({ idx }) => counts(idx));
    if (fits.length < 2) return [];
    const words = foldWords(fits.map(({ spec }) => spec));
    const { step, title } = opener;
    return [{ kind: 'folds', step, title, fits: fits.map(({ idx }) => idx), width: fits.length, words }];
  });
}

function searchFits(steps: Steps, counts: (idx: number) => boolean): Fits[] {
  return steps
    .filter(({ spec }) => isDrawn(spec))
    .flatMap(({ spec: { step, title } }): Fits[] => {
      const own = steps.filter(({ spec }) => spec.step === step);
      const trials = own.filter(({ idx, spec }) => spec.trial !== undefined && counts(idx));
      if (trials.length < 2) return [];
      const rounds = roundsOf(own, trials);
      const kinds = new Set(rounds.map(({ type }) => type));
      // A kind that learns from round to round has one round at work; of the others all may be.
      const width = [...kinds].reduce((sum, type) => sum + widthOf(rounds.filter((round) => round.type === type)), 0);
      const words = trialWords({ trials: trials.length, kinds: kinds.size, rounds, width });
      return [{ kind: 'search', step, title, fits: trials.map(({ idx }) => idx), width, words }];
    });
}

function roundsOf(own: Steps, trials: Steps): TrialRound[] {
  const specs = new Map<number, RunSpec>(own.map(({ idx, spec }) => [idx, spec]));
  const rounds = new Map<number, TrialRound>();
  for (const { spec } of trials) {
    const from = spec.inputs.proposal?.[0]?.idx ?? -1;
    const waits = (specs.get(from)?.inputs.trials?.length ?? 0) > 0;
    const { trials: before = 0 } = rounds.get(from) ?? {};
    rounds.set(from, { type: spec.type, trials: before + 1, waits });
  }
  return [...rounds.values()];
}

function widthOf(rounds: readonly TrialRound[]): number {
  const sizes = rounds.map(({ trials }) => trials);
  return rounds.some(({ waits }) => waits) ? Math.max(...sizes) : sizes.reduce((sum, size) => sum + size, 0);
}

/** How much of the width the workers at work have places for. */
function roomFor(
  queues: readonly string[],
  { width, workers }: { width: number; workers: readonly WorkerSlots[] },
): Spread['room'] {
  const asked = [...new Set(queues)];
  const slots = workers.map((worker) => asked.reduce((sum, queue) => sum + (worker[queue] ?? 0), 0));
  const able = slots.filter((count) => count > 0).sort((a, b) => a - b);
  if (able.length === 0) return null;
  const places = Math.min(
    width,
    able.reduce((sum, count) => sum + count, 0),
  );
  return { places, workers: Math.min(places, able.length) };
}
