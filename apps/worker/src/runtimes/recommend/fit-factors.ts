import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { openFitState, packFitState } from '../fit-state';
import type { FitContext } from '../model-runtime';
import { createPause } from '../turn-event-loop';
import { countWeighing, type Factors, lossOf, ratingWeighing, solveSide } from './als';
import type { Side } from './pairs';
import type { RecommenderParams } from './params';

export type AlsFit = { users: Factors; items: Factors /** After each iteration. */; losses: number[] };

type Sides = { byUser: Side; byItem: Side };
const stateKind = 'recommender als';

/** Where no other is set. That of ratings is multiplied by how many a user or an item has. */
const usualRidge: Readonly<Record<RecommenderParams['feedback'], number>> = { counts: 20, ratings: 0.1 };

/** Alternating least squares: users, then items, so many times. Goes on from a kept state; stops after an iteration when asked. */
export async function fitFactors(
  sides: Sides,
  { params, context }: { params: RecommenderParams; context: FitContext },
): Promise<AlsFit> {
  const { iterations, confidence, feedback } = params;
  const regularisation = params.regularisation ?? usualRidge[feedback];
  const weighing = feedback === 'ratings' ? ratingWeighing(regularisation) : countWeighing(confidence, regularisation);
  const pause = createPause(context);
  const fit = begin(sides, { params, context });
  const { users, items, losses } = fit;
  while (losses.length < iterations) {
    await solveSide({ own: users, other: items, side: sides.byUser, weighing, pause });
    await solveSide({ own: items, other: users, side: sides.byItem, weighing, pause });
    const loss = lossOf(users, items, { ...sides, weighing });
    losses.push(loss);
    const done = losses.length;
    context.point({ series: 'train loss', step: done, value: loss });
    context.progress({ done, total: iterations, metric: { name: 'loss', train: loss } });
    if (context.checkpoint.due()) await context.checkpoint.save(stateOf(fit), done);
    if (context.finish.aborted) break;
  }
  return fit;
}

function begin(sides: Sides, { params, context }: { params: RecommenderParams; context: FitContext }): AlsFit {
  const { factors: width } = params;
  const rowsOf = ({ start }: Side) => start.length - 1;
  const kept = openFitState(context.checkpoint.last, stateKind);
  const of = (side: Side, values: Float64Array): Factors => ({ rows: rowsOf(side), width, values });
  if (kept !== null) {
    return {
      users: of(sides.byUser, kept.f64('users')),
      items: of(sides.byItem, kept.f64('items')),
      losses: [...kept.f64('losses')],
    };
  }
  const random = createRandom(context.seed);
  const scale = 1 / Math.sqrt(width);
  const first = Float64Array.from({ length: rowsOf(sides.byItem) * width }, () => (random.next() - 0.5) * scale);
  return {
    users: of(sides.byUser, new Float64Array(rowsOf(sides.byUser) * width)),
    items: of(sides.byItem, first),
    losses: [],
  };
}

function stateOf({ users, items, losses }: AlsFit): Uint8Array {
  const arrays = { users: users.values, items: items.values, losses: Float64Array.from(losses) };
  return packFitState({ kind: stateKind, arrays });
}
