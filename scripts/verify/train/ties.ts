import { coverage, tieShare, type World } from '@millrace/pipeline-core/metrics/tie-simulation';
import { type Check, checked } from '../check';
import type { VerifyContext } from '../context';
import { trainClaims, withUnshown } from './claims';

const part = 'ties';
const draws = 400;
const resamples = 200;
/** Fixed: of 400 draws chance alone puts a share outside of its bar now and then, whatever is true. */
const seed = 16;

/** What candidates are compared by, and intervals are of; the last has five candidates, of whom one leads by luck. */
const worlds = [
  { task: 'binary', metric: 'auc', rows: 300 },
  { task: 'regression', metric: 'rmse', rows: 300 },
] as const satisfies readonly Omit<World, 'noise'>[];
const many: World = { task: 'regression', metric: 'rmse', rows: 150, noise: [0.5, 0.5, 0.5, 0.5, 0.5] };

/** Ties and intervals of simulated candidates whose truth is known (N16): the same functions that the product decides with. */
export async function verifyTies({ log }: Pick<VerifyContext, 'log'>): Promise<Check[]> {
  const shared = { draws, resamples, seed };
  const tied = (noise: readonly number[]) => worlds.map((world) => tieShare({ ...shared, world: { ...world, noise } }));
  log(`${draws} simulations of each kind, ${resamples} resamples (seed ${seed})`);
  const ties = [...tied([0.5, 0.5]), tieShare({ ...shared, world: many })];
  const unequal = tied([0.3, 1.2]);
  const held = worlds.map((world) => coverage({ ...shared, world: { ...world, noise: [0.5] } }));
  const found = [
    { figure: `${percents(ties)} (AUC, RMSE, five candidates)`, pass: Math.min(...ties) >= 0.95 },
    { figure: percents(unequal.map((share) => 1 - share)), pass: Math.max(...unequal) <= 0.05 },
    { figure: percents(held), pass: Math.min(...held) >= 0.93 && Math.max(...held) <= 0.97 },
  ];
  const shown = trainClaims.ties.flatMap((claim, at) => {
    const one = found[at];
    return one === undefined ? [] : [checked({ part, ...claim, ...one })];
  });
  return withUnshown(part, shown);
}

function percents(shares: readonly number[]): string {
  return shares.map((share) => `${(100 * share).toFixed(1)} %`).join(', ');
}
