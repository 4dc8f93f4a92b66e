import { openFitState, packFitState } from '../fit-state';
import type { Checkpoint, FittedModel } from '../model-runtime';
import type { BlobReader } from '../weights-blob';
import type { Boosting, Scores } from './boosting';
import type { Held } from './early-stopping';
import type { createForestBuilder } from './model';

type Builder = ReturnType<typeof createForestBuilder>;

/** What a fit by boosting has made so far; `verdicts` are those on the held-out rows, by round. */
type Made = { curve: FittedModel['curve']; gains: Float64Array[]; verdicts: Held[] };

/** Rounds so far as bytes: trees and what was said of them, and the scores of all rows, which the next tree mends. */
export function packBoosting(made: Made & { fit: Boosting; builder: Builder }): Uint8Array {
  const { fit, builder, curve, gains, verdicts } = made;
  const features = gains[0]?.length ?? 0;
  const sums = new Float64Array(gains.length * features);
  gains.forEach((round, at) => {
    sums.set(round, at * features);
  });
  return packFitState({
    kind: 'boosting',
    arrays: {
      ...builder.finish(curve.length * fit.outputs),
      gains: sums,
      train: Float64Array.from(curve, ({ train }) => train),
      ...verdictArrays(verdicts),
      ...fit.scores(),
    },
  });
}

/** Rounds of an earlier attempt; null where there are none. */
export function readBoosting(
  last: Uint8Array | null,
  features: number,
): (Made & Scores & { trees: ReturnType<Builder['finish']> }) | null {
  const state = openFitState(last, 'boosting');
  if (state === null) return null;
  const verdicts = readVerdicts(state);
  const gains = state.f64('gains');
  const curve = Array.from(state.f64('train'), (train, at) => {
    const held = verdicts[at];
    return { step: at + 1, train, ...(held === undefined ? {} : { validation: held.loss }) };
  });
  return {
    curve,
    verdicts,
    gains: curve.map((_, at) => gains.slice(at * features, (at + 1) * features)),
    trees: {
      treeStart: state.i32('treeStart'),
      kind: state.u8('kind'),
      feature: state.i32('feature'),
      cut: state.f32('cut'),
      left: state.i32('left'),
      value: state.f64('value'),
      rows: state.i32('rows'),
      masks: state.u8('masks'),
    },
    scores: state.f64('scores'),
    heldScores: state.f64('heldScores'),
  };
}

/** Rounds of all folds as bytes: their trees are not kept, only what they add up to. `verdicts[r]` is that on r rounds. */
export function packFolds(fits: readonly Boosting[], verdicts: readonly Held[]): Uint8Array {
  const scores = fits.flatMap((fit, fold) => {
    const now = fit.scores();
    return [[`scores ${fold}`, now.scores] as const, [`heldScores ${fold}`, now.heldScores] as const];
  });
  return packFitState({ kind: 'folds', arrays: { ...verdictArrays(verdicts), ...Object.fromEntries(scores) } });
}

/** Puts all folds back to where an earlier attempt left them, and answers its verdicts; null where there are none. */
export function restoreFolds(last: Uint8Array | null, fits: readonly Boosting[]): Held[] | null {
  const kept = openFitState(last, 'folds');
  if (kept === null) return null;
  fits.forEach((fit, fold) => {
    fit.restore({ scores: kept.f64(`scores ${fold}`), heldScores: kept.f64(`heldScores ${fold}`) });
  });
  return readVerdicts(kept);
}

export type Chosen = { rounds: number; tried: number; held: Held[] };

/** Checkpoints of the boosting that follows the folds: each state carries what they chose. */
export function afterFolds(checkpoint: Checkpoint, { rounds, held }: Chosen): Checkpoint {
  return {
    last: openFitState(checkpoint.last, 'after folds')?.u8('boosting') ?? null,
    due: checkpoint.due,
    save(boosting, done) {
      const arrays = { rounds: Int32Array.of(rounds), ...verdictArrays(held), boosting };
      return checkpoint.save(packFitState({ kind: 'after folds', arrays }), done);
    },
  };
}

/** What the folds chose in an earlier attempt; null when they had not come to their end. */
export function chosenBefore(last: Uint8Array | null): Chosen | null {
  const state = openFitState(last, 'after folds');
  if (state === null) return null;
  const held = readVerdicts(state);
  return { rounds: state.i32('rounds')[0] ?? 0, tried: held.length - 1, held };
}

function verdictArrays(verdicts: readonly Held[]): Record<string, Float64Array> {
  return {
    heldLoss: Float64Array.from(verdicts, ({ loss }) => loss),
    heldError: Float64Array.from(verdicts, ({ error }) => error),
    heldRows: Float64Array.from(verdicts, ({ rows }) => rows),
  };
}

function readVerdicts(state: BlobReader): Held[] {
  const [errors, rows] = [state.f64('heldError'), state.f64('heldRows')];
  return Array.from(state.f64('heldLoss'), (loss, at) => ({ loss, error: errors[at] ?? 0, rows: rows[at] ?? 0 }));
}
