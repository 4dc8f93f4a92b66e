import type { RunSpec } from '../run/run-spec';

/** The trials that one step proposes; `waits`: it does so only when those before it have ended. */
export type TrialRound = { type: string; trials: number; waits: boolean };

/** So many fits are at work at the same time, on so many workers. */
export type Room = { places: number; workers: number };

/** "5 folds and 1 fit on all train rows"; with several models: "2 models, each in 5 folds and on all train rows". */
export function foldWords(fits: readonly Pick<RunSpec, 'step' | 'fold'>[]): string {
  const models = new Set(fits.map(({ step }) => step)).size;
  const folds = new Set(fits.flatMap(({ fold }) => fold ?? [])).size;
  const whole = fits.some(({ fold }) => fold === undefined);
  const once = count(folds, 'fold');
  if (models > 1) return `${models} models, each in ${once}${whole ? ' and on all train rows' : ''}`;
  return whole ? `${once} and 1 fit on all train rows` : once;
}

/**
 * "30 trials in 8 rounds of 4 at once"; of several kinds, some of which may not suit the target or the
 * rows: "up to 10 kinds of models, at most 111 trials, 37 at once".
 */
export function trialWords(o: { trials: number; kinds: number; rounds: readonly TrialRound[]; width: number }): string {
  const { trials, kinds, rounds, width } = o;
  const all = width === trials ? 'all at once' : `${width} at once`;
  if (kinds > 1) return `up to ${kinds} kinds of models, at most ${trials} trials, ${all}`;
  const inRounds = rounds.some(({ waits }) => waits);
  return inRounds ? `${trials} trials in ${count(rounds.length, 'round')} of ${all}` : `${trials} trials, ${all}`;
}

/** "side by side on up to 4 places of 2 workers". */
export function placeWords(room: Room | null): string {
  if (room === null) return 'side by side on as many places as workers will have';
  const workers = count(room.workers, 'worker');
  return room.places === 1
    ? `one after the other on ${workers} with 1 place`
    : `side by side on up to ${room.places} places of ${workers}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
